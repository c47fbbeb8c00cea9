// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/world.h"

namespace loadgate {

/// `loadgate check`: plan, run, compare and report for each spec, one after the other; the status
/// that applies first.
Result<ExitStatus> check_all(const CheckOptions& options, World& world);

}  // namespace loadgate
