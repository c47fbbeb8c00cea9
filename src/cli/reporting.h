// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ci/ci.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/world.h"
#include "report/report.h"

namespace loadgate {

/// Creates the folder; refuses one that another spec's run wrote.
Result<void> claim_report_dir(const std::filesystem::path& dir, const std::string& spec_name);

/// Takes every secret out of every text of the report.
Report masked(Report report, const Secrets& secrets);

/// Writes the formats named. Secrets are masked in the report already.
Result<void> write_reports(const Report& report, const std::vector<std::string>& formats,
                           const std::filesystem::path& dir);

/// Annotations on standard output, outputs and step summary, the files of GitLab. What cannot be
/// delivered is a warning on standard error, never a changed verdict.
void tell_ci(const Report& report, const CiContext& ci, const std::filesystem::path& dir,
             World& world);

/// `--fail-on`: never turns 1 and 3 into 0, error turns 1 into 0.
ExitStatus exit_status_for(const Report& report, FailOn fail_on);

}  // namespace loadgate
