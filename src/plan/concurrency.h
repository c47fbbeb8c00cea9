// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "spec/spec.h"

namespace loadgate {

/// Flows under way at the same time at most: users, or rate × timeout of an open phase (Little's
/// law, every request taking the whole timeout), rounded up.
std::uint64_t most_in_flight(const Phase& phase, Nanoseconds timeout);

/// min(10,000, 2 · highest open rate · timeout), at least 100 and at least the users of every
/// closed phase.
std::int64_t default_max_in_flight(const Spec& spec);

}  // namespace loadgate
