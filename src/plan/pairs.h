// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "plan/plan.h"

namespace loadgate {

// Paired mode: each measured phase is cut into windows, and each window is offered to both builds.

/// That count, in each measured phase.
inline constexpr std::uint32_t planned_pairs = 24;
/// With the one that is dropped: connections are opened in it, caches filled.
inline constexpr std::uint32_t planned_windows = planned_pairs + 1;
/// A planned look: half as many again, and again one that is dropped.
inline constexpr std::uint32_t look_windows = planned_pairs / 2 + 1;
/// Of one step, in each slice; with fewer, neighbouring pairs are merged.
inline constexpr std::uint64_t requests_of_a_pair = 60;
/// With fewer, after merging, nothing can be decided.
inline constexpr std::uint32_t fewest_pairs = 12;

/// A part of a phase: of its time or, in a phase of iterations, of its ordinals.
struct Window {
  Nanoseconds from;
  Nanoseconds to;       ///< excluded
  std::uint64_t first;  ///< iterations: of its flows
  std::uint64_t last;   ///< excluded
};
/// Part `index` of `count` equal ones. One of one is the whole phase.
Window window_of(const Plan& plan, std::size_t phase, std::uint32_t index, std::uint32_t count);

/// Which build comes first in a pair of a phase: a fair coin of seed, run salt, phase and pair.
bool base_goes_first(const Plan& plan, std::uint64_t run_salt, std::size_t phase,
                     std::uint32_t pair);

/// The planned looks of one paired execution, one after the other.
class Looks {
 public:
  explicit Looks(const Plan& plan);

  /// The next look as a plan of its own: the load of these phases for `look_windows` windows as
  /// long as theirs, with flows that no look had before; of the other phases nothing. Error: rows
  /// that are given once do not suffice.
  Result<Plan> next(std::span<const std::size_t> phases);
  /// Of the phase, before that look.
  std::uint32_t windows_before(std::size_t phase) const { return windows_[phase]; }

 private:
  const Plan& plan_;
  std::uint64_t next_sequence_ = 0;
  std::vector<std::uint64_t> continues_at_;  // by phase
  std::vector<std::uint32_t> windows_;       // by phase
  std::vector<std::uint32_t> windows_of_last_;
};

/// What pairs the plan gives, for `loadgate plan`.
std::string pair_lines(const Plan& plan);

}  // namespace loadgate
