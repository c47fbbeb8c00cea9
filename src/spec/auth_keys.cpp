// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/header_keys.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

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

}  // namespace

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
