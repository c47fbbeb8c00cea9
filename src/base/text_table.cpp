// SPDX-License-Identifier: Apache-2.0
#include "base/text_table.h"

#include <algorithm>
#include <string_view>

namespace loadgate {

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_continuation = (byte & 0xC0) == 0x80;
    // U+FE0F (EF B8 8F) asks for an emoji picture; U+0300-U+036F (CC 80 - CD AF) combine.
    const bool is_selector = text.substr(i).starts_with("\xEF\xB8\x8F");
    const bool is_combining = byte == 0xCC || (byte == 0xCD && i + 1 < text.size() &&
                                               static_cast<unsigned char>(text[i + 1]) < 0xB0);
    width += is_continuation || is_selector || is_combining ? 0 : 1;
  }
  return width;
}

std::string layout(const TextTable& table, std::string_view indent) {
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const auto& row : table.rows) {
    std::string line(indent);
    for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
      const std::string padding(widths[i] - display_width(row[i]), ' ');
      line += i == 0 ? "" : "  ";
      line += table.columns[i] == Align::right ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace loadgate
