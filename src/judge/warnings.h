// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "judge/case.h"

namespace loadgate {

/// Two medians of the canary's round trips, ns (-1 unknown), differ by more than noise.
bool has_changed(std::int64_t before, std::int64_t after);

/// What a reader must know beside the findings: machines that the pool has not seen, a small or
/// one-sided pool, steps without an error rule, another class that was compared all the same, rules
/// that see far less than they promise, a machine that was another one after the load.
std::vector<std::string> warnings_of(const Case& judged, const std::vector<Finding>& findings);

}  // namespace loadgate
