// SPDX-License-Identifier: Apache-2.0
#include "load/transport/redirect.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/encoding.h"

namespace loadgate {
namespace {

constexpr std::array followed_statuses{301, 302, 303, 307, 308};

bool becomes_get(const std::string& method, int status) {
  if (status == 303) {
    return method != "HEAD";
  }
  return (status == 301 || status == 302) && method == "POST";
}

bool is_about_body(const std::string& header) {
  constexpr std::string_view prefix = "content-";
  return header.size() > prefix.size() &&
         strncasecmp(header.c_str(), prefix.data(), prefix.size()) == 0;
}

}  // namespace

const std::string* location_of(const Exchange& answer) {
  if (std::ranges::find(followed_statuses, answer.status) == followed_statuses.end()) {
    return nullptr;
  }
  const auto found =
      std::ranges::find(answer.headers, "location", &std::pair<std::string, std::string>::first);
  return found == answer.headers.end() ? nullptr : &found->second;
}

std::string resolve_redirect(CURLU* parser, const Origin& target, const std::string& location) {
  const CURLUcode verdict =
      curl_url_set(parser, CURLUPART_URL, location.c_str(), CURLU_URLENCODE | CURLU_ALLOW_SPACE);
  if (verdict != CURLUE_OK) {
    return "a redirect to " + address_in_words(location) +
           ", which is not a web address: " + curl_url_strerror(verdict);
  }
  curl_url_set(parser, CURLUPART_FRAGMENT, nullptr, 0);
  if (has_user_name(parser) || origin_of(parser) != target) {
    return "a redirect to " + address_in_words(location) + ", which is not of the target";
  }
  return {};
}

void redirect(WireRequest& request, int status, CURLU* parser) {
  char* address = nullptr;
  if (curl_url_get(parser, CURLUPART_URL, &address, 0) == CURLUE_OK) {
    request.url = CurlText(address).get();
  }
  if (becomes_get(request.method, status)) {
    request.method = "GET";
    request.has_body = false;
    request.body.clear();
    std::erase_if(request.headers, is_about_body);
  }
}

}  // namespace loadgate
