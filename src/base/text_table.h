// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

enum class Align { left, right };

/// Rows of cells laid out in columns, two spaces apart, widths counted in characters (UTF-8, not
/// bytes), no trailing spaces. Missing cells are empty.
struct TextTable {
  std::vector<Align> columns;
  std::vector<std::vector<std::string>> rows;
};

std::string layout(const TextTable& table, std::string_view indent);

/// Characters shown by the text: code points, combining marks and U+FE0F not counted.
std::size_t display_width(std::string_view text);

}  // namespace loadgate
