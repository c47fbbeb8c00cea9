// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace loadgate {

/// A server's JSON. Nothing where the text is no JSON, or nested deeper than 200 levels: comparing
/// and printing recurse, and a hostile body must not be able to use up the stack.
std::optional<nlohmann::json> parse_json_body(std::string_view text);

/// The value at an RFC 6901 pointer; null: nothing there.
const nlohmann::json* value_at(const nlohmann::json& document, std::string_view pointer);

}  // namespace loadgate
