// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/fault.h"

#include <cmath>

namespace loadgate {

Tag read_tag(std::string_view text) {
  const std::size_t first_end = text.find(' ');
  const std::size_t second_end = text.find(' ', first_end + 1);
  if (first_end == std::string_view::npos || second_end == std::string_view::npos) {
    return {.step = {}, .is_first = false, .flow = {}};
  }
  return {.step = text.substr(0, first_end),
          .is_first = text.substr(first_end + 1, second_end - first_end - 1) == "first",
          .flow = text.substr(second_end + 1)};
}

bool EvenShare::take() {
  const double before = std::floor(static_cast<double>(seen_) * share_);
  ++seen_;
  return std::floor(static_cast<double>(seen_) * share_) > before;
}

}  // namespace loadgate
