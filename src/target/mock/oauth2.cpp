// SPDX-License-Identifier: Apache-2.0
#include "target/mock/oauth2.h"

#include <algorithm>
#include <chrono>

#include "base/encoding.h"
#include "target/mock/form.h"

namespace loadgate::mock {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

TokenRequest refused(int status, std::string_view error, std::string_view description) {
  std::string body = "{\"error\":\"";
  body.append(error).append("\",\"error_description\":\"");
  body.append(json_escape(description)).append("\"}");
  return {.refusal = json_answer(status, std::move(body)), .scope = {}};
}

/// Null unless there is exactly one.
const std::string* only_value(const FormFields& fields, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [field, value] : fields) {
    if (field == name && found != nullptr) {
      return nullptr;
    }
    if (field == name) {
      found = &value;
    }
  }
  return found;
}

bool has_doubled(const FormFields& fields) {
  return std::ranges::any_of(
      fields, [&](const auto& field) { return only_value(fields, field.first) == nullptr; });
}

std::string value_or_empty(const FormFields& fields, std::string_view name) {
  const std::string* value = only_value(fields, name);
  return value != nullptr ? *value : "";
}

struct Proof {
  std::string id;
  std::string secret;
};

/// Nothing without `Authorization: Basic`; empty texts where it is damaged.
std::optional<Proof> basic_proof(const Request& request) {
  std::string_view value = request.header("Authorization");
  if (!equal_without_case(take_until(value, ' '), "Basic")) {
    return std::nullopt;
  }
  const auto decoded = base64_decode(trimmed(value));
  std::string_view secret = decoded ? std::string_view{*decoded} : std::string_view{};
  const std::string_view id = take_until(secret, ':');
  return Proof{.id = form_decode(id), .secret = form_decode(secret)};
}

TokenRequest wrong_client(bool is_basic) {
  TokenRequest refusal = refused(401, "invalid_client", "wrong client_id or client_secret");
  if (is_basic) {
    refusal.refusal->headers.emplace_back("WWW-Authenticate", "Basic realm=\"mock\"");
  }
  return refusal;
}

}  // namespace

TokenRequest read_token_request(const Request& request, const MockOAuth2& client) {
  if (!equal_without_case(media_type(request.header("Content-Type")), form_type)) {
    return refused(400, "invalid_request", "expected Content-Type " + std::string{form_type});
  }
  const auto form = parse_form(request.body);
  if (!form || has_doubled(*form)) {
    return refused(400, "invalid_request",
                   form ? "a parameter is given twice" : "too many parameters");
  }
  const FormFields& fields = *form;
  const auto basic = basic_proof(request);
  if (basic && only_value(fields, "client_secret") != nullptr) {
    return refused(400, "invalid_request", "expected either HTTP Basic or client_secret");
  }
  const Proof proof = basic.value_or(Proof{.id = value_or_empty(fields, "client_id"),
                                           .secret = value_or_empty(fields, "client_secret")});
  if (proof.id != client.client_id || proof.secret != client.client_secret) {
    return wrong_client(basic.has_value());
  }
  const std::string grant = value_or_empty(fields, "grant_type");
  if (grant.empty()) {
    return refused(400, "invalid_request", "expected grant_type");
  }
  if (grant != "client_credentials") {
    return refused(400, "unsupported_grant_type", "expected grant_type client_credentials");
  }
  return {.refusal = std::nullopt, .scope = value_or_empty(fields, "scope")};
}

Answer token_answer(std::string_view token, std::string_view scope, Nanoseconds expires_in) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(expires_in);
  std::string body = "{\"access_token\":\"";
  body.append(token).append("\",\"token_type\":\"Bearer\",\"expires_in\":");
  body.append(std::to_string(seconds.count()));
  if (!scope.empty()) {
    body.append(",\"scope\":\"").append(json_escape(to_utf8(scope))).append("\"");
  }
  Answer answer = json_answer(200, body + "}");
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

}  // namespace loadgate::mock
