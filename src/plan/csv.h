// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loadgate {

struct CsvRecord {
  std::size_t line;  ///< where it begins, from 1
  std::vector<std::string> cells;
};

/// RFC 4180: cells in quotes may hold commas, line breaks and doubled quotes; lines end with LF or
/// CRLF. Empty lines are no records. `file` is named in errors: `file:line: …`.
Result<std::vector<CsvRecord>> parse_csv(std::string_view text, std::string_view file);

}  // namespace loadgate
