// SPDX-License-Identifier: Apache-2.0
#include "stats/holm.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace loadgate {

std::vector<bool> holm_rejects(std::span<const double> p_values, double alpha) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t index) { return p_values[index]; });
  std::vector<bool> rejected(p_values.size(), false);
  for (std::size_t j = 0; j < order.size(); ++j) {
    if (!(p_values[order[j]] <= alpha / static_cast<double>(order.size() - j))) {
      break;
    }
    rejected[order[j]] = true;
  }
  return rejected;
}

}  // namespace loadgate
