// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/family.h"
#include "judge/trust.h"

namespace loadgate {

bool is_whole(const Case& judged);

/// The finding of each draft, with what lies outside of its own evidence: the family, trust, the
/// errors of the same scope.
std::vector<Finding> settle_all(const Case& judged, const std::vector<Draft>& drafts,
                                const TrustFinding& of_runs, const Family& family);

}  // namespace loadgate
