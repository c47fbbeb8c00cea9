// SPDX-License-Identifier: Apache-2.0
#include "cli/confirm.h"

#include <algorithm>

#include "cli/judging.h"
#include "judge/judgement.h"
#include "plan/make_plan.h"
#include "run/run_file.h"

namespace loadgate {

Result<Run> read_first_run(const Plan& plan, const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "run.json";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return invalid_input("there is no run of the first job at '" + file.string() + "'",
                         "--confirm expects the report folder of a job that has measured");
  }
  std::vector<Run> runs;
  ASSIGN_OR_RETURN(Run run, read_whole_run(file.string()));
  runs.push_back(std::move(run));
  RETURN_IF_ERROR(take_demands_of(plan, plan.spec.file, runs));
  if (runs.front().plan.total != plan.digest.total) {
    return invalid_input(
        "the first job measured another plan than '" + plan.spec.file +
            "' is now: " + describe_difference(runs.front().plan.load, plan.digest.load),
        "both jobs should check out the same commit");
  }
  return std::move(runs.front());
}

bool is_any_suspect(const Run& run, const std::optional<Baseline>& baseline) {
  return std::ranges::any_of(judge({run}, baseline).findings, [](const Finding& finding) {
    return finding.state == State::suspect;
  });
}

}  // namespace loadgate
