// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"

namespace loadgate {

/// Names under which `pattern`, `format` and `uniqueItems` are handed to valijson: its own ones are
/// std::regex and a comparison of all pairs, and a server's answer must not choose how long they
/// take.
inline constexpr const char* schema_pattern = "loadgate:pattern";
inline constexpr const char* schema_format = "loadgate:format";
inline constexpr const char* schema_unique = "loadgate:uniqueItems";
/// Put into every schema: where the work of a validation is counted.
inline constexpr const char* schema_step = "loadgate:step";

/// Makes a JSON Schema of draft 4, 6 or 7 ready for valijson: renames the keywords above, and takes
/// out the names of documents. Errors, each with the pointer to its place: what is no schema,
/// keywords of later drafts, references to other documents or to nothing, schemas that apply to
/// themselves without end. What valijson does not know would pass unseen.
Result<void> prepare_schema(nlohmann::json& schema);

}  // namespace loadgate
