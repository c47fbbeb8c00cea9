// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/message.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <vector>

namespace loadgate::proxy {
namespace {

namespace http = boost::beast::http;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = text.find_last_not_of(' ');
  return end == std::string_view::npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         boost::beast::iequals({text.data(), word.size()}, {word.data(), word.size()});
}

/// What is replaced by a text of ours is neither packed nor of its old type.
void replace_body(Answer& answer, const std::string& text) {
  answer.erase(http::field::content_encoding);
  answer.erase(http::field::etag);
  answer.set(http::field::content_type, "text/plain; charset=utf-8");
  answer.body() = text;
}

void move_location(Answer& answer, const Address& target, const std::string& own_url) {
  const auto found = answer.find(http::field::location);
  if (found == answer.end()) {
    return;
  }
  const std::string location(found->value().data(), found->value().size());
  const std::string origin = origin_of(target);
  if (begins_with(location, origin)) {
    answer.set(http::field::location, own_url + location.substr(origin.size()));
  }
}

void move_cookies(Answer& answer) {
  std::vector<std::string> cookies;
  const auto [first, last] = answer.equal_range(http::field::set_cookie);
  for (auto field = first; field != last; ++field) {
    cookies.push_back(without_place({field->value().data(), field->value().size()}));
  }
  answer.erase(http::field::set_cookie);
  for (const std::string& cookie : cookies) {
    answer.insert(http::field::set_cookie, cookie);
  }
}

}  // namespace

void readdress(Ask& ask, const Address& target, bool is_body_changed) {
  ask.set(http::field::host, target.authority);
  ask.erase({tag_header.data(), tag_header.size()});
  if (is_body_changed) {
    ask.erase(http::field::accept_encoding);
  }
}

void readdress(Answer& answer, const Address& target, const std::string& own_url) {
  move_location(answer, target, own_url);
  move_cookies(answer);
}

std::string without_place(std::string_view cookie) {
  std::string kept;
  while (!cookie.empty()) {
    const std::size_t end = std::min(cookie.find(';'), cookie.size());
    const std::string_view part = trimmed(cookie.substr(0, end));
    cookie.remove_prefix(std::min(end + 1, cookie.size()));
    const bool is_place =
        begins_with(part, "domain=") || (part.size() == 6 && begins_with(part, "secure"));
    if (!kept.empty() && is_place) {
      continue;
    }
    kept += (kept.empty() ? "" : "; ") + std::string(part);
  }
  return kept;
}

void disturb(Answer& answer, const Fault& fault) {
  if (fault.kind == FaultKind::status) {
    answer.result(static_cast<unsigned>(fault.status));
    answer.reason({});
    replace_body(answer, "an error that loadgate selftest injected");
  } else if (fault.kind == FaultKind::broken) {
    replace_body(answer, fault.text);
  } else if (fault.kind == FaultKind::larger) {
    answer.body().append(fault.bytes, ' ');  // JSON stays JSON
  } else if (fault.kind == FaultKind::header) {
    answer.erase(fault.text);
  }
}

void frame(Answer& answer, bool is_to_head, bool keeps_alive) {
  const unsigned status = answer.result_int();
  answer.version(11);
  if (is_to_head) {
    answer.body().clear();
  } else if (status != 204 && status != 304) {
    answer.chunked(false);
    answer.content_length(answer.body().size());
  }
  answer.keep_alive(keeps_alive);
}

}  // namespace loadgate::proxy
