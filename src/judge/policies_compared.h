// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/expand.h"

namespace loadgate {

/// "loosened by this change (max_increase, severity)"; empty where `after` asks no less.
std::string loosened_words(const Rule& before, const Rule& after, Asked asked);

/// Policies of `gate` and `baseline` that are weaker than at the base of the pull request.
std::vector<Finding> weaker_policies(const Run& run);

}  // namespace loadgate
