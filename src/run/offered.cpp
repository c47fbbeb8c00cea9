// SPDX-License-Identifier: Apache-2.0
#include "run/offered.h"

#include <algorithm>

namespace loadgate {

const PairSlice* slice_of(const Run& run, std::size_t phase, std::int64_t intended) {
  if (!run.pairing) {
    return nullptr;
  }
  const std::vector<PairSlice>& slices = run.pairing->slices;
  const auto after = std::ranges::upper_bound(slices, intended, {}, &PairSlice::started);
  const bool is_there = after != slices.begin() && std::prev(after)->phase == phase;
  return is_there ? &*std::prev(after) : nullptr;
}

std::int64_t offered_time(const Run& run, std::size_t phase) {
  const RunPhase& whole = run.phases[phase];
  if (whole.started < 0) {
    return 0;
  }
  if (!run.pairing || !whole.measure) {
    return std::max<std::int64_t>(whole.ended - whole.started, 0);
  }
  std::int64_t sum = 0;
  for (const PairSlice& slice : run.pairing->slices) {
    sum += slice.phase == phase ? slice.ended - slice.started : 0;
  }
  return sum;
}

std::int64_t offered_until(const Run& run, std::size_t phase, std::int64_t intended) {
  const PairSlice* slice = slice_of(run, phase, intended);
  return slice == nullptr ? run.phases[phase].ended : slice->ended;
}

}  // namespace loadgate
