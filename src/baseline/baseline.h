// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "metric/figures.h"
#include "run/run.h"

namespace loadgate {

/// One accepted run.
struct BaselineRun {
  Provenance provenance;
  Testbed testbed;
  PlanDigest plan;
  RunFigures figures;
};

/// A pool of accepted runs of one spec (loadgate.baseline.v1), oldest first.
struct Baseline {
  std::string spec_name;
  std::optional<std::string> release;  ///< tag of the anchor, once `promote --release` has set one
  std::vector<BaselineRun> runs;       ///< at least one
  std::vector<BaselineRun> anchor;     ///< runs of the last release; may be empty
};

BaselineRun baseline_run_of(const Run& run);

/// Canonical JSON: sorted keys, shortest numbers, two spaces, newline at the end: a diff can be
/// reviewed, equal pools give equal bytes.
std::string baseline_to_json(const Baseline& baseline);
Result<Baseline> baseline_from_json(std::string_view json, std::string_view file);

struct PromoteOptions {
  bool add;                            ///< append instead of replace
  std::optional<std::string> release;  ///< also set the anchor
  std::string reason;
  std::int64_t max_runs;
};

/// The new pool. Refuses (invalid_input): runs of several specs or testbed classes, other plan
/// parts than the pool's with --add, incomplete runs, runs without a sample. Warnings are added to
/// `warnings`: runs that share a job, a spread of the p95 over 15 %.
Result<Baseline> promote(const std::optional<Baseline>& present, const std::vector<Run>& runs,
                         const PromoteOptions& options, std::vector<std::string>& warnings);

/// The table of `baseline show`.
std::string describe_baseline(const Baseline& baseline);

}  // namespace loadgate
