// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "base/encoding.h"
#include "load/transport/address.h"
#include "load/transport/transport.h"

namespace loadgate {
namespace {

// An address is longer than what is shown: it may hold a secret, and is cut when that is masked.
constexpr std::size_t shown_url = 64U << 10U;
constexpr std::string_view url_hint = "write it as http://host:port or https://host:port";

struct FreeAddresses {
  void operator()(addrinfo* first) const { freeaddrinfo(first); }
};

Result<Origin> read_origin(const std::string& url) {
  if (url.empty()) {
    return invalid_input("the target has no address", std::string(url_hint));
  }
  // An address with a user name may hold a password: it is not repeated in a message.
  const CurlAddress parser(curl_url());
  if (parser == nullptr) {
    return fail(ErrorKind::internal, "out of memory while reading the target's address");
  }
  const CURLUcode verdict = parse_address(parser.get(), url);
  const bool may_hold_password = url.find('@') != std::string::npos;
  const std::string shown = may_hold_password ? "the target's address" : printable(url, shown_url);
  if (verdict != CURLUE_OK) {
    return invalid_input(shown + " is not a web address: " + curl_url_strerror(verdict),
                         std::string(url_hint));
  }
  if (has_user_name(parser.get())) {
    return invalid_input("the target's address holds a user name or a password",
                         "take it out and use target.auth with ${secret:NAME}");
  }
  Origin origin = origin_of(parser.get());
  if (origin.scheme != "http" && origin.scheme != "https") {
    return invalid_input(shown + " begins with " + printable(origin.scheme, shown_url) + "://",
                         std::string(url_hint));
  }
  if (origin.host.empty() || origin.port == 0) {
    return invalid_input(shown + " has no host or no port", std::string(url_hint));
  }
  return origin;
}

Result<std::vector<std::string>> look_up(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  const std::unique_ptr<addrinfo, FreeAddresses> owner(found);
  if (failure != 0) {
    return cannot_measure(
        "dns: cannot resolve " + printable(host, shown_url) + ": " + gai_strerror(failure),
        "check the host name of the target, and that this machine can resolve it");
  }
  std::vector<std::string> addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0) {
      continue;
    }
    if (std::find(addresses.begin(), addresses.end(), text.data()) == addresses.end()) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

/// getaddrinfo knows no time limit and cannot be called off: it has a thread of its own.
Result<std::vector<std::string>> look_up_unless_stopped(const std::string& host,
                                                        const std::atomic<int>& stop) {
  constexpr std::chrono::milliseconds tick{50};
  std::promise<Result<std::vector<std::string>>> promise;
  auto found = promise.get_future();
  std::thread([host, promise = std::move(promise)]() mutable {
    promise.set_value(look_up(host));
  }).detach();
  do {
    if (stop != 0) {
      return cannot_measure("interrupted while it looked up " + printable(host, shown_url));
    }
  } while (found.wait_for(tick) != std::future_status::ready);
  return found.get();
}

}  // namespace

Result<Endpoint> resolve(std::string_view url, const std::atomic<int>& stop) {
  ASSIGN_OR_RETURN(Origin origin, read_origin(std::string(url)));
  ASSIGN_OR_RETURN(std::vector<std::string> addresses, look_up_unless_stopped(origin.host, stop));
  return Endpoint{.scheme = std::move(origin.scheme),
                  .host = std::move(origin.host),
                  .port = origin.port,
                  .addresses = std::move(addresses)};
}

}  // namespace loadgate
