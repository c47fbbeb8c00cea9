// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plan/plan.h"

namespace loadgate {

// Columns that say something about their rows. Errors name the file, and the line of a bad cell.

/// Where the rows of a table begin in their file.
struct RowPlaces {
  std::string_view file;
  std::vector<std::size_t> lines;  ///< from 1, one a row
};

/// "data/rows.csv:3: "
std::string at_line(std::string_view file, std::size_t line);

/// Sums of the weights up to each row. Weights are whole numbers from 0 to 1,000,000,000, and not
/// all of them 0.
Result<std::vector<std::uint64_t>> cumulative_weights(const DataTable& table,
                                                      const std::string& column,
                                                      const RowPlaces& places);

/// The class of each row, as an index into `names`, to which new ones are added: printable texts of
/// at most 100 bytes, and at most 100 of them.
Result<std::vector<std::uint16_t>> row_classes(const DataTable& table, const std::string& column,
                                               const RowPlaces& places,
                                               std::vector<std::string>& names);

}  // namespace loadgate
