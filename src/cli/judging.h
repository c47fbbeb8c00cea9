// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baseline/store.h"
#include "cli/options.h"
#include "cli/world.h"
#include "report/report.h"

namespace loadgate {

/// A baseline of another spec is refused (status 2).
Result<void> check_names(const std::optional<Baseline>& baseline, const std::string& spec_name,
                         const std::string& described);

/// Runs are judged by what the spec demands today instead of what it demanded when they were made;
/// refused if they are of another spec or profile.
Result<void> take_demands_of(const Plan& plan, const std::string& spec_file,
                             std::vector<Run>& runs);

/// A run that did not come about: everything but samples, so that it is judged and reported.
Run run_without_samples(const Plan& plan, const SpecOptions& overrides, const CiContext& ci,
                        const World& world);

/// Repetitions of one candidate, or one arm of a paired execution and the other.
struct MeasuredRuns {
  const std::vector<Run>& runs;
  const Run* old_build = nullptr;
};

/// Judges and reports; `failure`: why there is no run.
Report judged_report(const MeasuredRuns& measured, const BaselineSource& source,
                     const std::optional<Error>& failure, const std::string& command);

/// The console's report on standard output.
void print_report(const Report& report, bool verbose, World& world);

}  // namespace loadgate
