// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "run/run.h"

namespace loadgate {

/// Judges before a baseline is written: a run that is not to be trusted, breaks the guard or a
/// limit, or is worse than the present baseline beyond a rule, needs a reason (invalid_input
/// without one).
Result<void> check_acceptance(const std::vector<Run>& runs, const std::optional<Baseline>& present,
                              const std::string& reason);

}  // namespace loadgate
