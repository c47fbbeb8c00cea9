// SPDX-License-Identifier: Apache-2.0
#include "target/mock/describe.h"

#include "base/digest.h"
#include "base/encoding.h"
#include "target/mock/cookies.h"
#include "target/mock/route_table.h"

namespace loadgate::mock {
namespace {

constexpr std::size_t body_kept = 200;
constexpr std::size_t header_kept = 200;

bool does(const MockRoute* route, MockAction action) {
  return route != nullptr && route->action == action;
}

std::string body_for_record(const Request& request, const MockRoute* route) {
  const std::string_view body = request.body;
  const bool is_kept = body.size() <= body_kept && is_utf8(body) &&
                       !does(route, MockAction::issue_token);  // it holds the client's secret
  return is_kept ? std::string{body} : "sha256:" + sha256(body);
}

/// A key to be revoked stands in the path: its digest instead.
std::string path_for_record(const Request& request, const MockRoute* route) {
  if (!does(route, MockAction::revoke_key)) {
    return std::string{request.target};
  }
  std::string path;
  const auto pattern = path_segments(route->path);
  const auto segments = path_segments(request.path());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    path += '/';
    path += is_parameter(pattern[i]) ? credential_digest(segments[i]) : segments[i];
  }
  return path;
}

std::string_view limited_key(const Request& request, const std::optional<MockLimit>& limit) {
  return limit && !limit->key.empty() ? request.header(limit->key) : std::string_view{};
}

/// What a limit goes by stands for the client, else what it proves itself with.
std::string_view credential_of(const Request& request, const MockConfig& config,
                               const MockRoute* route) {
  for (const std::string_view value :
       {route != nullptr ? limited_key(request, route->limit) : std::string_view{},
        limited_key(request, config.limit), request.header("Authorization"),
        request.header("X-Api-Key")}) {
    if (!value.empty()) {
      return value;
    }
  }
  return {};
}

std::string kept(std::string_view header) {
  return std::string{header.substr(0, header_kept)};
}

std::vector<std::string> cookie_names(const Request& request) {
  std::vector<std::string> names;
  for (const Field& cookie : cookies_of(request)) {
    names.push_back(kept(cookie.name));
  }
  return names;
}

}  // namespace

Traffic traffic_of(const Request& request) {
  const bool is_preflight =
      request.header("User-Agent").find("preflight") != std::string_view::npos;
  return is_preflight ? Traffic::preflight : Traffic::load;
}

RecordedRequest describe(const Request& request, const MockConfig& config, const MockRoute* route) {
  return {.number = 0,
          .route = 0,
          .method = std::string{request.method},
          .path = path_for_record(request, route),
          .user_agent = std::string{request.header("User-Agent")},
          .content_type = kept(request.header("Content-Type")),
          .accept_encoding = kept(request.header("Accept-Encoding")),
          .cookies = cookie_names(request),
          .credential = credential_digest(credential_of(request, config, route)),
          .session = 0,
          .body = body_for_record(request, route),
          .connection = request.connection,
          .traffic = traffic_of(request),
          .received = {},
          .due = {},
          .ended = std::nullopt,
          .status = 0,
          .in_flight = 0,
          .is_corrupted = false,
          .is_limited = false,
          .outcome = Outcome::waiting};
}

std::string credential_digest(std::string_view value) {
  return value.empty() ? "" : sha256(value).substr(0, 12);
}

}  // namespace loadgate::mock
