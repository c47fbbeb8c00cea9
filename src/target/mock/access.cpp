// SPDX-License-Identifier: Apache-2.0
#include "target/mock/access.h"

#include <string>

#include "target/mock/cookies.h"
#include "target/mock/oauth2.h"

namespace loadgate::mock {
namespace {

constexpr std::string_view session_cookie = "session";

Answer unauthorized(std::string_view message) {
  return error_answer(401, message);
}

/// RFC 6750 §3: why, only where a token was sent.
Answer without_token(const Request& request, std::string_view message) {
  Answer answer = unauthorized(message);
  const bool has_sent_one = !bearer_of(request).empty();
  answer.headers.emplace_back("WWW-Authenticate",
                              has_sent_one ? "Bearer error=\"invalid_token\"" : "Bearer");
  return answer;
}

}  // namespace

std::string_view bearer_of(const Request& request) {
  std::string_view value = request.header("Authorization");
  const std::string_view scheme = take_until(value, ' ');
  return equal_without_case(scheme, "Bearer") ? trimmed(value) : std::string_view{};
}

Access::Access(const MockConfig& config)
    : config_(config),
      sessions_("session", config.seed),
      keys_("key", config.seed),
      tokens_("token", config.seed) {}

std::optional<Answer> Access::refusal(const MockRoute& route, const Request& request,
                                      Nanoseconds now) {
  if (route.requires_cookie && session_of(request, now) == 0) {
    return unauthorized("expected the cookie of a session");
  }
  if (route.requires_key && !has_key(request, now)) {
    return unauthorized("expected a key that is not revoked, as X-Api-Key or as bearer token");
  }
  if (route.requires_token && !has_token(request, now)) {
    return without_token(request, config_.oauth2
                                      ? "expected a token that has not expired, as bearer token"
                                      : "expected the token of the login as bearer token");
  }
  return std::nullopt;
}

Answer Access::start_session() {
  Answer answer = json_answer(200, "{\"session\":\"started\"}");
  answer.headers.emplace_back("Set-Cookie", std::string{session_cookie} + "=" +
                                                sessions_.issue(never) + "; Path=/; HttpOnly");
  return answer;
}

Answer Access::issue_key() {
  return json_answer(201, "{\"key\":\"" + keys_.issue(never) + "\"}");
}

Answer Access::revoke_key(std::string_view key, Nanoseconds now) {
  return keys_.revoke(key, now) ? json_answer(204, "") : error_answer(404, "no such key");
}

Answer Access::issue_token(const Request& request, Nanoseconds now) {
  const TokenRequest asked = read_token_request(request, *config_.oauth2);
  if (asked.refusal) {
    return *asked.refusal;
  }
  const Nanoseconds lifetime = config_.oauth2->expires_in;
  const std::string token = tokens_.issue(lifetime < never - now ? now + lifetime : never);
  return token_answer(token, asked.scope, lifetime);
}

std::uint64_t Access::session_of(const Request& request, Nanoseconds now) {
  for (const Field& cookie : cookies_of(request)) {
    if (cookie.name == session_cookie) {
      return sessions_.number_of(cookie.value, now);
    }
  }
  return 0;
}

void Access::reset() {
  sessions_.reset();
  keys_.reset();
  tokens_.reset();
}

bool Access::has_key(const Request& request, Nanoseconds now) {
  const std::string_view key = request.header("X-Api-Key");
  return keys_.is_valid(key.empty() ? bearer_of(request) : key, now);
}

bool Access::has_token(const Request& request, Nanoseconds now) {
  const std::string_view token = bearer_of(request);
  const bool is_of_login = config_.login && token == config_.login->token;
  return is_of_login || (config_.oauth2 && tokens_.is_valid(token, now));
}

}  // namespace loadgate::mock
