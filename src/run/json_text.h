// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

/// Canonical: "schema" first, then keys in order; two spaces; lists of plain values on one line;
/// shortest numbers that read back the same; a newline at the end.
std::string canonical_json(const nlohmann::json& object);

/// The JSON object of a file whose "schema" is `schema`, such as "loadgate.run.v1".
Result<nlohmann::json> parse_json_file(std::string_view text, std::string_view file,
                                       std::string_view schema);

}  // namespace loadgate
