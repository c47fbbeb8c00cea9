// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace loadgate {

/// One line of a JSONL file: the members of its object as JSON texts, in the file's order.
struct JsonRecord {
  std::size_t line;  ///< from 1
  std::vector<std::pair<std::string, std::string>> members;
};

/// One JSON object a line; empty lines are no records. Errors: `file:line: …` for what is not JSON,
/// no object, nested deeper than 64, or has a name twice.
Result<std::vector<JsonRecord>> parse_jsonl(std::string_view text, std::string_view file);

/// The text that a JSON value shows where no JSON is expected: a string without its quotes,
/// everything else as it is. Text that is no JSON at all stays as it is.
std::string plain_text(std::string_view json);

bool is_json(std::string_view text);
bool is_json_number(std::string_view text);

}  // namespace loadgate
