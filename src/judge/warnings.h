// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/case.h"

namespace loadgate {

/// What a reader must know beside the findings: machines that the pool has not seen, a small or
/// one-sided pool, steps without an error rule, another class that was compared all the same, rules
/// that see far less than they promise.
std::vector<std::string> warnings_of(const Case& judged, const std::vector<Finding>& findings);

}  // namespace loadgate
