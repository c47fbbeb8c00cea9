// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "metric/metric.h"

namespace loadgate {

// What a run that holds histograms instead of samples and flows (run/condensed.h) says of a scope.
// Nothing of a run that holds samples.

/// One observation for each bucket, with its count; no moments. `name`: of run/readings.h.
std::vector<Observation> observe_counted(const Run& run, Scope scope, std::string_view name);

/// How many ended so; `end`: an Outcome of a step's requests, a FlowEnd of a scenario's flows.
template <typename End>
std::uint64_t count_of(const Run& run, Scope scope, End end);

/// The sum of one of the counts of ScopeCounts.
std::uint64_t count_of(const Run& run, Scope scope, std::uint64_t ScopeCounts::*count);

/// Requests whose first attempt is known: all but those that the generator dropped.
std::uint64_t first_attempts_counted(const Run& run, Scope scope);

/// Flows of the phase that were not dropped, of whatever scenario.
std::uint64_t started_flows_counted(const Run& run, std::size_t phase);

/// Buckets with their counts as observations.
std::vector<Observation> observations_in(const ReadingCounts& counts);

}  // namespace loadgate
