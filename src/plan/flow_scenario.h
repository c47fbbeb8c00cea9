// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "spec/spec.h"

namespace loadgate {

/// Which scenario the arrival runs: a draw by weight. Flows of users: scenario_of.
std::size_t scenario_of_arrival(const Spec& spec, std::uint64_t sequence);

/// The same for an iteration of a user.
std::size_t scenario_of_iteration(const Spec& spec, std::uint32_t user, std::uint32_t iteration);

}  // namespace loadgate
