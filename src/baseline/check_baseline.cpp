// SPDX-License-Identifier: Apache-2.0
#include "baseline/check_baseline.h"

#include "baseline/acceptable.h"
#include "baseline/check_figures.h"
#include "plan/digest_plan.h"

namespace loadgate {
namespace {

std::string check_run(const BaselineRun& run) {
  const std::string wrong = contradiction_in(run.plan);
  return wrong.empty() ? contradiction_in(run.figures) : wrong;
}

void check_runs(const std::vector<BaselineRun>& runs, JsonReader reader) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const std::string wrong = check_run(runs[i]); !wrong.empty()) {
      return reader.fail("run " + std::to_string(i) + ": " + wrong);
    }
  }
  if (const BaselineRun* twice = run_that_is_twice(runs)) {
    reader.fail("the run that began at " + write_timestamp(twice->provenance.started_at) +
                " is there twice");
  }
}

}  // namespace

void check_baseline(const Baseline& baseline, JsonReader& reader) {
  if (baseline.runs.empty()) {
    reader.member("runs").fail("expected at least one run");
  }
  check_runs(baseline.runs, reader.member("runs"));
  check_runs(baseline.anchor, reader.member("anchor"));
}

}  // namespace loadgate
