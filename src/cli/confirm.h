// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "baseline/baseline.h"
#include "plan/plan.h"

namespace loadgate {

/// The run that another job has measured of the same plan: `run.json` in its report folder. Judged
/// by what the spec demands now.
Result<Run> read_first_run(const Plan& plan, const std::filesystem::path& folder);

/// Whether that job alone suspects a regression which a second one has to decide.
bool is_any_suspect(const Run& run, const std::optional<Baseline>& baseline);

}  // namespace loadgate
