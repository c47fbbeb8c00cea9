// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "run/histogram.h"

namespace loadgate {

/// What a metric was: exactly, and of what had no answer at least.
struct ReadingCounts {
  Histogram exact;
  Histogram at_least;
  bool operator==(const ReadingCounts&) const = default;
};

/// What is left of the requests of one step, or of the flows of one scenario, in one phase, for one
/// class of the data, where there are too many to keep each.
struct ScopeCounts {
  std::uint16_t phase;
  std::uint16_t step;        ///< index into the steps; behind them the scenarios, as in Scope
  std::uint16_t data_class;  ///< no_class: of no class
  std::vector<std::uint64_t> ends;      ///< by Outcome, of scenarios by FlowEnd
  std::uint64_t dispatched;             ///< of them sent
  std::uint64_t in_time;                ///< successes before the phase's end
  std::uint64_t first_errors;           ///< whose first attempt was an error
  std::uint64_t unseen;                 ///< see is_unseen (run/readings.h)
  std::vector<ReadingCounts> readings;  ///< by sample_readings(), of scenarios by flow_readings()
  bool operator==(const ScopeCounts&) const = default;
};

/// A stretch of time.
struct SliceCounts {
  std::uint64_t started = 0;
  std::uint64_t errors = 0;
  std::vector<BucketCount> latencies = {};  ///< of what finished, in coarse_buckets, in order
  bool operator==(const SliceCounts&) const = default;
};
/// For pictures: off by 1.6 % at most.
inline constexpr Buckets coarse_buckets{.bits = 5};

/// A run without its samples and flows.
struct Condensed {
  std::vector<ScopeCounts> scopes;  ///< by phase, step, class
  std::int64_t slice_seconds = 1;   ///< a power of two: few slices for a run of any length
  std::vector<SliceCounts> slices;  ///< from the start of the run
  bool operator==(const Condensed&) const = default;
};

}  // namespace loadgate
