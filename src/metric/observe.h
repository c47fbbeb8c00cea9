// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "metric/metric.h"
#include "run/readings.h"

namespace loadgate {

// Populations of the distributions. In those of time a request without an answer (timeout, dropped,
// cut) is censored at its age; requests answered with an error are left out.

/// Request by request, or bucket by bucket where the run counts them: `read` is of a row of
/// run/readings.h, so that both are the same population.
std::vector<Observation> observe_samples(const RunIndex& run, Scope scope,
                                         decltype(SampleReading::read) read);

template <auto Read>
std::vector<Observation> observe(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, Read);
}

inline constexpr auto observe_latency = observe<read_latency>;
inline constexpr auto observe_service_time = observe<read_service_time>;
/// New connections only: those that were made, and those that timed out at their age.
inline constexpr auto observe_connect = observe<read_connect>;
inline constexpr auto observe_tls = observe<read_tls>;
/// Exact as soon as a first byte came, even if the rest never did.
inline constexpr auto observe_ttfb = observe<read_ttfb>;
/// Successes only: a body that did not come has no size.
inline constexpr auto observe_bytes_in = observe<read_bytes_in>;
/// Everything that was dispatched, however it ended.
inline constexpr auto observe_schedule_lag = observe<read_schedule_lag>;
/// Polls that came to an end: until the condition held, or without an answer at their age.
inline constexpr auto observe_wait = observe<read_wait>;
/// Answers whose arrival the kernel told.
inline constexpr auto observe_rx_age = observe<read_rx_age>;
/// The first attempt of each request that may be sent again: those that needed no second one, and
/// those without an answer. Same times as `latency`.
std::vector<Observation> observe_first_attempt(const RunIndex& run, Scope scope);
/// Flows of a scenario; a flow that failed by a timeout is one without an answer.
std::vector<Observation> observe_iteration(const RunIndex& run, Scope scope);

}  // namespace loadgate
