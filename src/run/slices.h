// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "run/condensed.h"
#include "run/sample.h"

namespace loadgate {

/// What happened when, in at most 4,096 stretches of time: as a run goes on they grow from a second
/// to two, four, … Added up from parts in any order, the same requests give the same slices.
class Slices {
 public:
  void add(const Sample& sample, std::uint64_t count);
  void add(std::int64_t slice_seconds, const std::vector<SliceCounts>& slices);

  std::int64_t slice_seconds() const { return seconds_; }
  std::vector<SliceCounts> take() { return std::move(slices_); }

 private:
  SliceCounts& at(std::int64_t moment);
  void widen();

  std::int64_t seconds_ = 1;
  std::vector<SliceCounts> slices_;
};

}  // namespace loadgate
