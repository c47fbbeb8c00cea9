// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "plan/pairs.h"
#include "plan/plan.h"

namespace loadgate {

/// A stretch of the load: one window of a phase, offered to one arm. Unpaired, each phase is one.
struct Turn {
  std::size_t phase;
  Window window;
  std::uint32_t number;  ///< of the window in its phase, over all looks; also names the pair
  std::size_t arm;       ///< place in CrewSetup::arms
  bool is_alone;    ///< the next turn begins when all its flows have ended: no other arm has any
  bool is_slice;    ///< of a measured phase of a paired execution
  bool is_dropped;  ///< of a pair that is no evidence: it warms both arms up
};

/// Of an unpaired run.
std::vector<Turn> whole_phases(const Plan& plan);

/// Measured phases in windows, each offered to both arms in an order of chance; the others to one
/// arm after the other.
std::vector<Turn> paired_turns(const Plan& plan, std::uint64_t run_salt);

/// Of a look that plan/pairs.h has made.
std::vector<Turn> look_turns(const Plan& look, const Looks& looks,
                             const std::vector<std::size_t>& phases, std::uint64_t run_salt);

}  // namespace loadgate
