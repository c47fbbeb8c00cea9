// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "metric/metric.h"

namespace loadgate {

// Populations of the distributions. In those of time a request without an answer (timeout, dropped,
// cut) is censored at its age; requests answered with an error are left out.

std::vector<Observation> observe_latency(const RunIndex& run, Scope scope);
std::vector<Observation> observe_service_time(const RunIndex& run, Scope scope);
/// New connections only: those that were made, and those that timed out at their age.
std::vector<Observation> observe_connect(const RunIndex& run, Scope scope);
std::vector<Observation> observe_tls(const RunIndex& run, Scope scope);
/// Exact as soon as a first byte came, even if the rest never did.
std::vector<Observation> observe_ttfb(const RunIndex& run, Scope scope);
/// Successes only: a body that did not come has no size.
std::vector<Observation> observe_bytes_in(const RunIndex& run, Scope scope);
/// Everything that was dispatched, however it ended.
std::vector<Observation> observe_schedule_lag(const RunIndex& run, Scope scope);
/// The first attempt of each request that may be sent again: those that needed no second one, and
/// those without an answer. Same times as `latency`.
std::vector<Observation> observe_first_attempt(const RunIndex& run, Scope scope);
/// Polls that came to an end: until the condition held, or without an answer at their age.
std::vector<Observation> observe_wait(const RunIndex& run, Scope scope);
/// Answers whose arrival the kernel told.
std::vector<Observation> observe_rx_age(const RunIndex& run, Scope scope);
/// Flows of a scenario; a flow that failed by a timeout is one without an answer.
std::vector<Observation> observe_iteration(const RunIndex& run, Scope scope);

}  // namespace loadgate
