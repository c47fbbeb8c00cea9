// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "load/phase_clock.h"
#include "run/run.h"

namespace loadgate {

/// The phases as planned: none has started.
std::vector<RunPhase> phases_before(const Plan& plan);

/// When they started and ended. `run_end` cuts those that a signal kept from ending.
void set_times(const PhaseClock& clock, Instant run_end, std::vector<RunPhase>& phases);

}  // namespace loadgate
