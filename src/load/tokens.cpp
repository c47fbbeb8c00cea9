// SPDX-License-Identifier: Apache-2.0
#include "load/tokens.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/encoding.h"
#include "base/units.h"
#include "load/bounds.h"
#include "load/classify.h"
#include "load/header_name.h"
#include "load/json_body.h"
#include "load/target_options.h"
#include "plan/render.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

constexpr std::size_t longest_answer = 64U << 10U;
constexpr std::int64_t longest_margin_ns = 60 * one_second;

/// A whole address.
Result<std::string> token_url(const Plan& plan, const Outside& outside, const OAuth2Auth& auth,
                              const std::string& target_url) {
  ASSIGN_OR_RETURN(std::string url, render_outside(auth.token_url, outside, plan.spec.file));
  return url.starts_with('/') ? target_url + url : url;
}

/// RFC 6749 §2.3.1: both are form-encoded before they become a user and a password.
Result<WireRequest> token_request(const LoadContext& context, const Target& target,
                                  const OAuth2Auth& auth, const std::string& url) {
  const std::string& file = context.plan.spec.file;
  ASSIGN_OR_RETURN(const std::string id, render_outside(auth.client_id, context.outside, file));
  ASSIGN_OR_RETURN(const std::string secret,
                   render_outside(auth.client_secret, context.outside, file));
  ASSIGN_OR_RETURN(const std::string scope, render_outside(auth.scope, context.outside, file));
  const std::string credential = base64_encode(url_encode(id) + ":" + url_encode(secret));
  context.secrets.add(credential);
  return WireRequest{.method = "POST",
                     .url = url,
                     .headers = {"Authorization: Basic " + credential, "Accept: application/json",
                                 "Content-Type: application/x-www-form-urlencoded",
                                 "User-Agent: loadgate (preflight)"},
                     .body = "grant_type=client_credentials" +
                             (scope.empty() ? std::string() : "&scope=" + url_encode(scope)),
                     .has_body = true,
                     .timeout = target.timeout,
                     .connect_timeout = target.connect_timeout,
                     .keep_body = longest_answer,
                     .keep_headers = false};
}

tl::unexpected<Error> no_token(const Exchange& exchange, const std::string& why) {
  const Outcome outcome =
      exchange.outcome == Outcome::ok ? classify_status(exchange.status) : exchange.outcome;
  const std::string name(outcome == Outcome::ok ? "protocol" : describe(outcome).name);
  return cannot_measure(name + ": " + why,
                        "check token_url, client_id, client_secret and scope of "
                        "auth.oauth2, and that the server knows this client");
}

/// Of a refusal (RFC 6749 §5.2) the error's name and its description, unmasked and as long as they
/// are.
std::string refusal_text(const Exchange& exchange) {
  std::string text = "status " + std::to_string(exchange.status);
  const auto document = parse_json_body(exchange.body);
  for (const char* member : {"error", "error_description"}) {
    const auto* value = document ? value_at(*document, "/" + std::string(member)) : nullptr;
    if (value != nullptr && value->is_string()) {
      text += ": " + value->get<std::string>();
    }
  }
  return text;
}

struct Grant {
  std::string token;
  Instant renew_at;
};

/// A quarter of its life before its end, at most a minute; counted from when it was asked for.
Instant renewal_of(const nlohmann::json* expires_in, Instant asked) {
  constexpr double longest_life = 1e9;  // seconds; beyond it no load lasts
  if (expires_in == nullptr || !expires_in->is_number()) {
    return no_renewal;
  }
  const double seconds = std::clamp(expires_in->get<double>(), 0.0, longest_life);
  const auto life = static_cast<std::int64_t>(seconds * static_cast<double>(one_second));
  return asked + life - std::min(life / 4, longest_margin_ns);
}

Result<Grant> read_grant(const Exchange& exchange) {
  if (exchange.outcome != Outcome::ok) {
    return no_token(exchange, exchange.detail);
  }
  if (exchange.status != 200) {
    return no_token(exchange, refusal_text(exchange));
  }
  const auto document = parse_json_body(exchange.body);
  const auto* token = document ? value_at(*document, "/access_token") : nullptr;
  const auto* type = document ? value_at(*document, "/token_type") : nullptr;
  if (token == nullptr || !token->is_string()) {
    return no_token(exchange, "the answer has no access_token");
  }
  if (type == nullptr || !type->is_string() || !is_same_name(type->get<std::string>(), "bearer")) {
    return no_token(exchange, "the token is no bearer token");
  }
  Grant grant{.token = token->get<std::string>(),
              .renew_at = renewal_of(value_at(*document, "/expires_in"), exchange.dispatched)};
  const bool is_plain =
      std::ranges::all_of(grant.token, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  if (grant.token.empty() || !is_plain) {
    return no_token(exchange, "the token cannot stand in a header");
  }
  return grant;
}

Exchange exchange_alone(Transport& transport, WireRequest request, Clock& clock,
                        const std::atomic<int>& stop) {
  std::vector<Exchange> ended;
  transport.start(0, std::move(request));
  while (ended.empty()) {
    if (stop != 0) {
      transport.abandon(ended);
    } else {
      transport.wait(clock.now() + tick_ns, ended);
    }
  }
  return std::move(ended.front());
}

}  // namespace

Result<std::unique_ptr<Tokens>> Tokens::make(const LoadContext& context, const Doors& doors) {
  auto tokens = std::make_unique<Tokens>();
  const std::vector<const Target*> targets = all_targets(context.plan.spec);
  for (std::size_t index = 0; index < targets.size(); ++index) {
    const Target& target = *targets[index];
    const auto* auth = std::get_if<OAuth2Auth>(&target.auth);
    if (auth == nullptr) {
      continue;
    }
    ASSIGN_OR_RETURN(const std::string url,
                     token_url(context.plan, context.outside, *auth, context.target_urls[index]));
    ASSIGN_OR_RETURN(WireRequest request, token_request(context, target, *auth, url));
    ASSIGN_OR_RETURN(Endpoint place, doors.resolve(url, context.stop));
    tokens->clients_.push_back({.target = index,
                                .endpoint = {.place = std::move(place),
                                             .http = HttpVersion::http1,
                                             .tls = resolved_tls(context.plan, target.tls)},
                                .request = std::move(request),
                                .token = {},
                                .renew_at = 0});
  }
  return tokens;
}

Result<void> Tokens::freshen(const LoadContext& context, const Doors& doors) {
  for (std::size_t client = 0; client < clients_.size(); ++client) {
    if (renew_at(client) > doors.clock.now()) {
      continue;
    }
    ASSIGN_OR_RETURN(
        const std::unique_ptr<Transport> transport,
        doors.open({.endpoints = {endpoint(client)}, .connections = 1, .may_spin = false}));
    const WireRequest& asked = request(client);
    const Exchange exchange = exchange_alone(*transport, asked, doors.clock, context.stop);
    if (context.stop != 0) {
      return cannot_measure("interrupted while it waited for a token");
    }
    if (Result<void> taken = take(client, exchange); !taken) {
      Error error = std::move(taken).error();
      error.message = "oauth2: POST " + context.secrets.shown(asked.url, shown_bytes) + ": " +
                      context.secrets.shown(error.message, shown_bytes);
      return tl::make_unexpected(std::move(error));
    }
    context.secrets.add(clients_[client].token);
  }
  return {};
}

std::string Tokens::of(std::size_t target) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::find(clients_, target, &Client::target)->token;
}

std::vector<std::string> Tokens::all() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

Instant Tokens::renew_at(std::size_t client) const {
  const std::lock_guard lock(mutex_);
  return clients_[client].renew_at;
}

Result<void> Tokens::take(std::size_t client, const Exchange& exchange) {
  ASSIGN_OR_RETURN(Grant grant, read_grant(exchange));
  const std::lock_guard lock(mutex_);
  all_.push_back(grant.token);
  clients_[client].token = std::move(grant.token);
  clients_[client].renew_at = grant.renew_at;
  return {};
}

Result<std::unique_ptr<Tokens>> open_tokens(const LoadContext& context, const Doors& doors) {
  ASSIGN_OR_RETURN(std::unique_ptr<Tokens> tokens, Tokens::make(context, doors));
  RETURN_IF_ERROR(tokens->freshen(context, doors));
  return tokens;
}

}  // namespace loadgate
