// SPDX-License-Identifier: Apache-2.0
#include "target/readiness.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>
#include <utility>

namespace loadgate {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using ErrorCode = boost::system::error_code;

struct Address {
  std::string scheme;
  std::string host;
  std::string port;
  std::string path;  ///< without a '/' at the end
};

std::optional<Address> split_address(const std::string& url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string::npos) {
    return std::nullopt;
  }
  Address address{.scheme = url.substr(0, scheme_end), .host = {}, .port = {}, .path = {}};
  const std::string rest = url.substr(scheme_end + 3);
  const std::size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string authority = rest.substr(0, authority_end);
  authority.erase(0, authority.rfind('@') + 1);  // npos + 1 is 0
  const std::size_t colon = authority.find(':', authority.rfind(']') + 1);
  address.host = authority.substr(0, colon);
  address.port = colon == std::string::npos ? "" : authority.substr(colon + 1);
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  address.path = rest.substr(authority_end, rest.find_first_of("?#") - authority_end);
  while (address.path.ends_with('/')) {
    address.path.pop_back();
  }
  if (address.port.empty()) {
    address.port = address.scheme == "https" ? "443" : "80";
  }
  const bool is_known = address.scheme == "http" || address.scheme == "https";
  return is_known && !address.host.empty() ? std::optional{address} : std::nullopt;
}

std::string host_and_port(const ReadinessProbe& probe) {
  const bool is_ipv6 = probe.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + probe.host + "]" : probe.host) + ":" + probe.port;
}

/// One try, step by step; each step stops at the stream's own deadline.
class Attempt {
 public:
  Attempt(const ReadinessProbe& probe, Nanoseconds timeout) : probe_(probe), stream_(io_) {
    stream_.expires_after(timeout);
  }

  Result<void> run(const std::function<bool()>& should_stop) {
    ErrorCode error;
    asio::ip::tcp::resolver resolver{io_};
    const auto endpoints = resolver.resolve(probe_.host, probe_.port, error);
    if (error) {
      return cannot_measure(error.message());
    }
    stream_.async_connect(endpoints, [this](ErrorCode failed, const auto&) { connected(failed); });
    constexpr std::chrono::milliseconds tick{20};
    while (!io_.stopped() && !should_stop()) {
      io_.run_for(tick);
    }
    if (!io_.stopped()) {
      return cannot_measure("interrupted");
    }
    if (error_) {
      return cannot_measure(lower_first(error_.message()));
    }
    if (probe_.is_http && parser_.get().result_int() >= 500) {
      return cannot_measure("it answered " + std::to_string(parser_.get().result_int()));
    }
    return {};
  }

 private:
  static std::string lower_first(std::string message) {
    if (!message.empty() && message.front() >= 'A' && message.front() <= 'Z') {
      message.front() = static_cast<char>(message.front() - 'A' + 'a');
    }
    return message;
  }

  void connected(ErrorCode error) {
    error_ = error;
    if (error || !probe_.is_http) {
      return;
    }
    request_.method_string(probe_.method);
    request_.target(probe_.path);
    request_.version(11);
    request_.set(http::field::host, host_and_port(probe_));
    request_.set(http::field::user_agent, "loadgate (preflight)");
    request_.set(http::field::connection, "close");
    http::async_write(stream_, request_, [this](ErrorCode failed, std::size_t) { sent(failed); });
  }

  void sent(ErrorCode error) {
    error_ = error;
    if (!error) {
      http::async_read_header(stream_, buffer_, parser_,
                              [this](ErrorCode failed, std::size_t) { error_ = failed; });
    }
  }

  const ReadinessProbe& probe_;
  asio::io_context io_{1};
  beast::tcp_stream stream_;
  http::request<http::empty_body> request_;
  beast::flat_buffer buffer_;
  http::response_parser<http::empty_body> parser_;
  ErrorCode error_;
};

}  // namespace

Result<ReadinessProbe> make_readiness_probe(const std::string& url, const std::string& ready_method,
                                            const std::string& ready_path) {
  const auto address = split_address(url);
  if (!address) {
    return invalid_input("expected an address such as http://127.0.0.1:8080, got '" + url + "'");
  }
  return ReadinessProbe{.is_http = address->scheme == "http" && !ready_path.empty(),
                        .host = address->host,
                        .port = address->port,
                        .method = ready_method,
                        .path = address->path + ready_path};
}

Result<void> probe_once(const ReadinessProbe& probe, Nanoseconds timeout,
                        const std::function<bool()>& should_stop) {
  return Attempt{probe, timeout}.run(should_stop);
}

std::string describe(const ReadinessProbe& probe) {
  return probe.is_http ? probe.method + " http://" + host_and_port(probe) + probe.path
                       : "a connection to " + host_and_port(probe);
}

}  // namespace loadgate
