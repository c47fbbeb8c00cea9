// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "metric/metric.h"

namespace loadgate {

// What judge/own_time.h is for a run that keeps histograms instead of samples. Where nobody knows
// how long answers waited, stalls are held against those that show most of what they could have
// changed: own time may come out too large, and a net figure too small, never the other way round.

/// Of every request in the scope that the metric has a figure of; of every flow, where the scope is
/// a scenario.
std::vector<Observation> counted_own_times(const Run& run, Scope scope, std::string_view metric);

/// The run less its own times.
Run counted_net(Run run);

}  // namespace loadgate
