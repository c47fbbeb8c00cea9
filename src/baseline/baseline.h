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
  std::optional<std::string> reason;  ///< the one given to promote, where there was one
  std::int64_t canary_p50 = -1;       ///< ns, of the echo before the load; -1 unknown
};

/// A pool of accepted runs of one spec (loadgate.baseline.v1), oldest first.
struct Baseline {
  std::string spec_name;
  std::optional<std::string> release;  ///< tag of the anchor, once `promote --release` has set one
  std::vector<BaselineRun> runs;       ///< at least one
  std::vector<BaselineRun> anchor;     ///< runs of the last release; may be empty
};

/// With the histograms of latency and iteration only: a reviewer reads the file, and reports draw
/// no others.
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

/// The new pool, oldest first. Refuses (invalid_input): no runs, runs of several specs, testbed
/// classes or plans (with --add also than the pool's), incomplete runs, runs without a sample, a
/// run that is there twice, a spread of the p95 over 30 % without a reason. Its errors and whether
/// the load was delivered are for the judge, by the spec's own rules. Warnings are added to
/// `warnings`: runs that share a job, a spread over 15 %. The anchor and its tag stay as they were
/// unless `release` is given.
Result<Baseline> promote(const std::optional<Baseline>& present, const std::vector<Run>& runs,
                         const PromoteOptions& options, std::vector<std::string>& warnings);

/// The table of `baseline show`.
std::string describe_baseline(const Baseline& baseline);

}  // namespace loadgate
