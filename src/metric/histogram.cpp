// SPDX-License-Identifier: Apache-2.0
#include "metric/histogram.h"

#include <algorithm>
#include <map>

namespace loadgate {

std::uint64_t bucket_edge(double value) {
  constexpr double largest = 9e18;  // below 2^63
  const auto whole = static_cast<std::uint64_t>(std::clamp(value, 0.0, largest));
  std::uint64_t scale = 1;
  while (whole / scale >= 1000) {
    scale *= 10;
  }
  const std::uint64_t digits = whole / scale;  // three of them, or the number itself
  const std::uint64_t step = digits < 200 ? 1 : digits < 500 ? 2 : 5;
  return digits / step * step * scale;
}

std::vector<std::pair<double, std::uint64_t>> histogram_of(
    std::span<const Observation> observations) {
  std::map<std::uint64_t, std::uint64_t> counts;
  for (const Observation& observation : observations) {
    counts[bucket_edge(observation.value)] += observation.count;
  }
  std::vector<std::pair<double, std::uint64_t>> buckets;
  buckets.reserve(counts.size());
  for (const auto& [edge, count] : counts) {
    buckets.emplace_back(static_cast<double>(edge), count);
  }
  return buckets;
}

}  // namespace loadgate
