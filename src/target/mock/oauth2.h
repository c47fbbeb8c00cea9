// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/request.h"

namespace loadgate::mock {

/// What a client asked of the token endpoint, or why it gets none (RFC 6749 §5.2).
struct TokenRequest {
  std::optional<Answer> refusal;
  std::string scope;  ///< empty: none was asked for
};

/// The client proves itself with HTTP Basic or with fields of the form, not with both (§2.3.1).
TokenRequest read_token_request(const Request& request, const MockOAuth2& client);

/// §5.1. `expires_in` in whole seconds, rounded down: no longer than is true.
Answer token_answer(std::string_view token, std::string_view scope, Nanoseconds expires_in);

}  // namespace loadgate::mock
