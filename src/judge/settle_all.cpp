// SPDX-License-Identifier: Apache-2.0
#include "judge/settle_all.h"

#include <algorithm>
#include <set>

#include "judge/settle.h"
#include "judge/survivors.h"

namespace loadgate {
namespace {

ScopeName scope_of(const Question& question, const std::string& phase) {
  return {.step = question.step, .phase = phase, .data_class = question.data_class};
}

}  // namespace

bool is_whole(const Case& judged) {
  const auto is_complete = [](const Run& run) { return run.end == RunEnd::complete; };
  return std::ranges::all_of(judged.measured.runs, is_complete) &&
         (!judged.old_build || is_complete(judged.old_build->run));
}

std::vector<Finding> settle_all(const Case& judged, const std::vector<Draft>& drafts,
                                const TrustFinding& of_runs, const Family& family) {
  const std::set<ScopeName> survivors = scopes_of_survivors(judged, drafts);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Question& question = drafts[i].question;
    const Surroundings around{
        .is_rejected_by_holm = family.rejected[i],
        .is_run_untrusted = of_runs.trust == Trust::untrusted,
        .is_complete = is_whole(judged),
        .is_survivors_only = survivors.contains(scope_of(question, question.phase)) ||
                             survivors.contains(scope_of(question, question.other_phase)),
        .blocking = family.size,
        .is_one_job = judged.first().gate.jobs > 1 && jobs_of(judged).size() == 1,
        .trust_reason = of_runs.reasons.empty() ? std::string() : of_runs.reasons.front(),
        .trust_advice = of_runs.advice};
    findings.push_back(settle(judged, drafts[i], around));
  }
  return findings;
}

}  // namespace loadgate
