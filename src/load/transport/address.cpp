// SPDX-License-Identifier: Apache-2.0
#include "load/transport/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/letters.h"

namespace loadgate {
namespace {

std::string part_of(CURLU* parsed, CURLUPart part, unsigned int flags) {
  char* text = nullptr;
  if (curl_url_get(parsed, part, &text, flags) != CURLUE_OK) {
    return {};
  }
  return CurlText(text).get();
}

}  // namespace

CURLUcode parse_address(CURLU* parser, const std::string& text) {
  // What it held before would be the base of an address that is only a path.
  curl_url_set(parser, CURLUPART_URL, nullptr, 0);
  return curl_url_set(parser, CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS);
}

bool has_user_name(CURLU* parsed) {
  return !part_of(parsed, CURLUPART_USER, 0).empty() ||
         !part_of(parsed, CURLUPART_PASSWORD, 0).empty();
}

Origin origin_of(CURLU* parsed) {
  Origin origin{.scheme = part_of(parsed, CURLUPART_SCHEME, 0),
                .host = lower_case(part_of(parsed, CURLUPART_HOST, CURLU_PUNYCODE)),
                .port = 0};
  if (origin.host.starts_with('[') && origin.host.ends_with(']')) {
    origin.host = origin.host.substr(1, origin.host.size() - 2);
  }
  const std::string port = part_of(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  origin.port = static_cast<std::uint16_t>(std::strtoul(port.c_str(), nullptr, 10));
  return origin;
}

std::string address_in_words(const std::string& url) {
  std::string address = url.substr(0, url.find_first_of("?#"));
  const std::size_t authority = address.find("://");
  const std::size_t path = address.find('/', authority == std::string::npos ? 0 : authority + 3);
  const std::size_t user_end = address.rfind('@', path);
  if (authority != std::string::npos && user_end != std::string::npos && user_end > authority) {
    address.erase(authority + 3, user_end - authority - 2);
  }
  return "the address '" + address + '\'';
}

bool is_numeric(const std::string& host) {
  in6_addr ignored{};
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

}  // namespace loadgate
