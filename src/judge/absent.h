// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/case.h"

namespace loadgate {

/// What cannot be asked although the spec or the baseline speaks of it: steps of the baseline that
/// are gone, rules that fit nothing, metrics that this version does not know.
std::vector<Finding> absent_findings(const Case& judged);

}  // namespace loadgate
