// SPDX-License-Identifier: Apache-2.0
#include "plan/words.h"

#include "base/encoding.h"
#include "base/units.h"

namespace loadgate {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown_bytes = 80;
  return "'" + printable(text, shown_bytes) + "'";
}

std::string counted(std::size_t count, std::string_view thing) {
  return format_count(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

}  // namespace loadgate
