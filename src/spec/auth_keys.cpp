// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "spec/mappings.h"

namespace loadgate {
namespace {

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

bool has_control_character(const Template& text) {
  return std::ranges::any_of(text.parts, [](const auto& part) {
    const auto* literal = std::get_if<std::string>(&part);
    return literal != nullptr && std::ranges::any_of(*literal, [](char c) {
             return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
           });
  });
}

std::optional<Template> read_header_value(const SpecNode& node, Reading& reading, Place place) {
  std::optional<Template> value = read_template(node, reading, place);
  if (value && has_control_character(*value)) {
    reading.fail(node.where, "a header's value cannot hold line breaks or control characters",
                 "write it on one line");
    return std::nullopt;
  }
  return value;
}

constexpr auto basic_keys = std::to_array<Key<BasicAuth>>({
    {{"user", "template", "The user's name.", {}, "alice", Presence::required},
     [](const SpecNode& value, Reading& reading, BasicAuth& basic) {
       set(basic.user, read_template(value, reading, Place::target));
     }},
    {{"password", "template", "The password.", {}, "\"${secret:PASSWORD}\"", Presence::required},
     [](const SpecNode& value, Reading& reading, BasicAuth& basic) {
       set(basic.password, read_template(value, reading, Place::target));
     }},
});

void read_basic(const SpecNode& value, Reading& reading, Auth& auth) {
  const Template empty{.parts = {}, .where = value.where};
  BasicAuth basic{.user = empty, .password = empty};
  read_mapping<BasicAuth>(value, "basic", basic_keys, reading, basic);
  auth = std::move(basic);
}

void read_header_auth(const SpecNode& value, Reading& reading, Auth& auth) {
  std::vector<Header> headers = read_headers(value, reading, Place::target);
  if (value.kind == NodeKind::mapping && value.entries.size() != 1) {
    reading.fail(value.where, "expected one header, got " + std::to_string(value.entries.size()),
                 "write header: {X-Api-Key: \"${secret:API_KEY}\"}");
  }
  if (!headers.empty()) {
    auth = HeaderAuth{.name = headers.front().name, .value = std::move(headers.front().value)};
  }
}

constexpr auto auth_keys = std::to_array<Key<Auth>>({
    {{"bearer",
      "template",
      "`Authorization: Bearer …`.",
      {},
      "\"${secret:API_TOKEN}\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Auth& auth) {
       if (std::optional<Template> token = read_header_value(value, reading, Place::target)) {
         auth = BearerAuth{.token = std::move(*token)};
       }
     }},
    {{"basic",
      "basic",
      "`Authorization: Basic …`.",
      {},
      "{user: alice, password: \"${secret:PW}\"}",
      Presence::optional},
     read_basic},
    {{"header",
      "headers",
      "One header of its own.",
      {},
      "{X-Api-Key: \"${secret:API_KEY}\"}",
      Presence::optional},
     read_header_auth},
    not_yet<Auth>("oauth2", "fetch a token before the run and pass it as bearer"),
});

/// Framing and connection management (RFC 9110 §7.6, RFC 9112 §6): a value of its own would make
/// the server see other requests than the run counts.
struct ReservedHeader {
  std::string_view name;
  std::string_view hint;
};
constexpr std::string_view framing_hint = "remove it: it follows from 'json' or 'body'";
constexpr std::string_view trailer_hint = "remove it: trailers are neither sent nor read";
constexpr std::string_view connection_hint =
    "remove it: connections are kept open and are the transport's business";
constexpr std::array reserved_headers{
    ReservedHeader{"content-length", framing_hint},
    ReservedHeader{"transfer-encoding", framing_hint},
    ReservedHeader{"trailer", trailer_hint},
    ReservedHeader{"te", trailer_hint},
    ReservedHeader{"connection", connection_hint},
    ReservedHeader{"keep-alive", connection_hint},
    ReservedHeader{"proxy-connection", connection_hint},
    ReservedHeader{"upgrade", "remove it: the HTTP version is chosen with target.http"},
    ReservedHeader{"expect",
                   "remove it: bodies are sent at once, expectations of the answer are "
                   "the step's key 'expect'"},
};

/// Reports a name that no header can have, that is not the spec's to set, or that stands twice.
bool check_header_name(const Entry& entry, std::set<std::string>& names, Reading& reading) {
  if (!is_token(entry.key)) {
    reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a header",
                 "letters, digits and '-', such as X-Request-Id");
    return false;
  }
  const std::string name = lower(entry.key);
  const auto reserved = std::ranges::find(reserved_headers, name, &ReservedHeader::name);
  if (reserved != reserved_headers.end()) {
    reading.fail(entry.where, "the header '" + entry.key + "' is set by loadgate alone",
                 std::string(reserved->hint));
  }
  if (!names.insert(name).second) {
    reading.fail(entry.where, "the header '" + entry.key + "' stands here twice",
                 "capital letters make no difference in header names");
  }
  return true;
}

}  // namespace

std::vector<Header> read_headers(const SpecNode& node, Reading& reading, Place place) {
  std::vector<Header> headers;
  std::set<std::string> names;
  if (!is_mapping(node, reading, "a mapping of header names to values")) {
    return headers;
  }
  for (const Entry& entry : node.entries) {
    if (!check_header_name(entry, names, reading)) {
      continue;
    }
    if (std::optional<Template> value = read_header_value(entry.value, reading, place)) {
      headers.push_back({.name = entry.key, .value = std::move(*value)});
    }
  }
  return headers;
}

Auth read_auth(const SpecNode& node, Reading& reading) {
  Auth auth;
  if (read_mapping<Auth>(node, "auth", auth_keys, reading, auth) && node.entries.size() != 1) {
    reading.fail(node.where,
                 "expected one way to authorise, got " + std::to_string(node.entries.size()),
                 "keep one of: bearer, basic, header");
  }
  return auth;
}

std::vector<MappingDescription> describe_auth() {
  constexpr std::string_view one = R"({"minProperties": 1, "maxProperties": 1})";
  return {describe<Auth>("auth", "One of these.", one, auth_keys),
          describe<BasicAuth>("basic", "RFC 7617.", {}, basic_keys)};
}

}  // namespace loadgate
