// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "spec/spec.h"

namespace loadgate {

/// The time of the longest scenario if every request takes its whole timeout and every pause
/// between its steps is as long as it can be; with retries twice that, for the last of them begins
/// before it is over.
Nanoseconds longest_flow(const Spec& spec);

/// The same of one step: the pauses before it, and its requests if it polls.
Nanoseconds longest_step(const Step& step, Nanoseconds timeout);

/// Of each request: the step's own, or those of the load.
std::uint32_t retries_of(const Spec& spec, const Step& step);

/// Followed at most of each request: the step's own, or those of its target.
std::int64_t redirects_of(const Spec& spec, const Step& step);

/// Flows under way at the same time at most, if each lasts this long: the users, or in an open
/// phase highest rate × time (Little's law), rounded up.
std::uint64_t most_in_flight(const Phase& phase, Nanoseconds flow);

/// min(10,000, 2 · highest open rate · timeout), at least 100 and at least the users of every
/// closed phase.
std::int64_t default_max_in_flight(const Spec& spec);

}  // namespace loadgate
