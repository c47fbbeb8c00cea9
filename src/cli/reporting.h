// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/world.h"
#include "report/report.h"

namespace loadgate {

/// Sees that the folder can be written; refuses one that holds the report of another spec, or of
/// another profile. `title`: as title_of.
Result<void> claim_report_dir(const std::filesystem::path& dir, const std::string& title);

/// Those of an earlier run, by their names: beside a run that could not be reported they would be
/// taken for its own.
void remove_reports(const std::filesystem::path& dir);

/// Takes every secret out of every text of the report.
Report masked(Report report, const Secrets& secrets);

/// Writes result.json and the formats named, and takes away renderings of an earlier result that
/// this one would leave stale. Secrets are masked already.
Result<void> write_reports(const Report& report, const std::vector<std::string>& formats,
                           const std::filesystem::path& dir);

/// `--fail-on`: never turns 1 and 3 into 0, error turns 1 into 0.
ExitStatus exit_status_for(const Report& report, FailOn fail_on);

}  // namespace loadgate
