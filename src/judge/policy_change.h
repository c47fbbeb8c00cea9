// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/case.h"

namespace loadgate {

/// Rules of the pull request's base that the pull request has removed or loosened: each is judged
/// as it was, outside of the family, and is a finding of its own. Policies of the gate that have
/// become weaker are findings too.
std::vector<Finding> policy_findings(const Case& judged, const TrustFinding& of_runs);

}  // namespace loadgate
