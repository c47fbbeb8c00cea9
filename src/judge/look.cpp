// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "judge/drafting.h"
#include "judge/judgement.h"
#include "judge/settle_all.h"
#include "judge/waivers.h"

namespace loadgate {
namespace {

/// More pairs can decide it: not where a ratio has no base, nor where loadgate itself was late.
bool can_learn(const Draft& draft, const Finding& finding) {
  return draft.pairs && draft.pairs->reason != PairedReason::zero_base && !draft.is_settled &&
         finding.state == State::inconclusive && finding.severity == Severity::error &&
         draft.trust.trust != Trust::untrusted && draft.old_errors <= most_old_errors;
}

std::size_t place_of(const Run& run, const std::string& phase) {
  const auto found = std::ranges::find(run.phases, phase, &RunPhase::name);
  return static_cast<std::size_t>(found - run.phases.begin());
}

}  // namespace

std::vector<std::size_t> phases_to_look_at(const Run& candidate, const Run& old_build,
                                           const std::optional<Baseline>& baseline) {
  const std::vector<Run> one{candidate};
  const TrustFinding of_runs = trust_of_runs(one, &old_build);
  if (of_runs.trust == Trust::untrusted) {
    return {};
  }
  const Case judged = open_case(one, baseline, &old_build);
  const std::vector<Draft> drafts =
      draft_all(judged, with_waivers(judged, expand_rules(judged.first())), of_runs.trust);
  const Family family = test_family(drafts, judged.alpha, judged.first().gate.multiplicity);
  const std::vector<Finding> findings = settle_all(judged, drafts, of_runs, family);
  const auto fails = [](const Finding& finding) { return finding.blocks == Blocks::regression; };
  if (std::ranges::any_of(findings, fails)) {
    return {};
  }
  std::set<std::size_t> phases;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (can_learn(drafts[i], findings[i])) {
      phases.insert(place_of(one.front(), findings[i].phase));
    }
  }
  return {phases.begin(), phases.end()};
}

}  // namespace loadgate
