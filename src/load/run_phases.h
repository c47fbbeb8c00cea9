// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "load/turn_clock.h"
#include "run/run.h"

namespace loadgate {

/// The phases as planned: none has started.
std::vector<RunPhase> phases_before(const Plan& plan);

/// What an arm's times are taken from.
struct ArmTimes {
  const TurnClock& turns;
  std::size_t arm;
  Instant run_start;
  Instant run_end;  ///< cuts the turns that a signal kept from ending
};

/// When the phases started and ended for the arm.
void set_times(const ArmTimes& times, std::vector<RunPhase>& phases);

/// What the arm was offered alone, by time.
std::vector<PairSlice> slices_of(const ArmTimes& times);

}  // namespace loadgate
