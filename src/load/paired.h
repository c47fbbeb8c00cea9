// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/doors.h"
#include "plan/budget.h"

namespace loadgate {

/// `execute_paired` of load.h through the given doors.
Result<PairedRun> execute_paired(const LoadContext& context, const PairedLoad& paired,
                                 const Doors& doors);

// What paired and unpaired executions have in common.

/// Errors: slots, secrets, a budget that does not suffice.
Result<void> check_before(const LoadContext& context, const Offer& offer);
/// Of a clean-up; without a run they are told at once.
void tell_warnings(std::vector<std::string> warnings, ProgressListener& progress, Run* run);

}  // namespace loadgate
