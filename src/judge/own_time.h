// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "run/readings.h"
#include "run/run.h"

namespace loadgate {

/// One for each of the run's samples, in their order. The wait is the kernel's word where it has
/// one. Elsewhere it is an upper bound: a stall of the event loop can have kept only those answers
/// waiting that were under way, and none for longer than the longest stall or than it took itself.
std::vector<OwnTime> own_times(const Run& run);

/// The run less its own times: every request intended when it was sent, every answer over when it
/// was received.
Run net_of_own_time(Run run);

}  // namespace loadgate
