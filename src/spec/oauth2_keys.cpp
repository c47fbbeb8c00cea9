// SPDX-License-Identifier: Apache-2.0
#include "spec/oauth2_keys.h"

#include <array>
#include <string>

namespace loadgate {
namespace {

constexpr std::string_view token_url_hint =
    "write https://login.example.org/token, or /token for a path of the target";

/// A whole address, or a path of the target; a reference at its beginning may be either.
void check_token_url(const Template& url, Position where, Reading& reading) {
  const auto* literal = url.parts.empty() ? nullptr : std::get_if<std::string>(&url.parts.front());
  if (literal == nullptr) {
    return;
  }
  const bool is_address = literal->starts_with("http://") || literal->starts_with("https://");
  if (!is_address && !literal->starts_with('/')) {
    reading.fail(where, "'" + *literal + "' is no address of a token", std::string(token_url_hint));
    return;
  }
  const std::size_t host = is_address ? literal->find("//") + 2 : 0;
  if (literal->substr(0, literal->find('/', host)).find('@') != std::string::npos) {
    reading.fail(where, "an address with a user or password in it",
                 "write them as client_id and client_secret");
  }
}

constexpr auto oauth2_keys = std::to_array<Key<OAuth2Auth>>({
    {{"token_url",
      "template",
      "Where the token is asked for: an address, or a path of the target.",
      {},
      "https://login.example.org/token",
      Presence::required},
     [](const SpecNode& value, Reading& reading, OAuth2Auth& oauth2) {
       if (std::optional<Template> url = read_template(value, reading, Place::outside)) {
         check_token_url(*url, value.where, reading);
         oauth2.token_url = std::move(*url);
       }
     }},
    {{"client_id", "template", "Who asks.", {}, "load-test", Presence::required},
     [](const SpecNode& value, Reading& reading, OAuth2Auth& oauth2) {
       set(oauth2.client_id, read_template(value, reading, Place::outside));
     }},
    {{"client_secret",
      "template",
      "Sent with HTTP Basic, to `token_url` alone.",
      {},
      "\"${secret:CLIENT_SECRET}\"",
      Presence::required},
     [](const SpecNode& value, Reading& reading, OAuth2Auth& oauth2) {
       set(oauth2.client_secret, read_template(value, reading, Place::outside));
     }},
    {{"scope",
      "template",
      "What is asked for; several are separated by spaces.",
      {},
      "orders.read orders.write",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, OAuth2Auth& oauth2) {
       set(oauth2.scope, read_template(value, reading, Place::outside));
     }},
});

}  // namespace

void read_oauth2(const SpecNode& node, Reading& reading, Auth& auth) {
  const Template nothing{.parts = {}, .where = node.where};
  OAuth2Auth oauth2{
      .token_url = nothing, .client_id = nothing, .client_secret = nothing, .scope = nothing};
  read_mapping<OAuth2Auth>(node, "oauth2", oauth2_keys, reading, oauth2);
  auth = std::move(oauth2);
}

MappingDescription describe_oauth2() {
  return describe<OAuth2Auth>("oauth2",
                              "Client credentials (RFC 6749 §4.4): one token for all requests, "
                              "fetched before the load and again before it expires.",
                              {}, oauth2_keys);
}

}  // namespace loadgate
