// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <tuple>

#include "judge/absent.h"
#include "judge/drafting.h"
#include "judge/early_end.h"
#include "judge/in_flight.h"
#include "judge/judgement.h"
#include "judge/pairing_note.h"
#include "judge/policy_change.h"
#include "judge/settle_all.h"
#include "judge/shift.h"
#include "judge/suggestions.h"
#include "judge/waivers.h"
#include "judge/warnings.h"

namespace loadgate {
namespace {

bool has_sample(const Run& run) {
  const auto is_sent = [](const ScopeCounts& counts) { return counts.dispatched > 0; };
  if (run.condensed) {
    return std::ranges::any_of(run.condensed->scopes, is_sent);
  }
  return std::ranges::any_of(run.samples,
                             [](const Sample& sample) { return sample.dispatched >= 0; });
}

/// What blocks first, then what does not.
int weight_of(Blocks blocks) {
  return blocks == Blocks::regression ? 0 : blocks == Blocks::undecided ? 1 : 2;
}

/// Broken first, then what warns, what is undecided, what is only told, what holds. A step that
/// fails is the cause of a later one without data: the headline is the first finding.
int rank_of(State state) {
  constexpr std::array order{State::fail,          State::missing,      State::no_data,
                             State::policy_change, State::warn,         State::inconclusive,
                             State::suspect,       State::incomparable, State::no_baseline,
                             State::waived,        State::info,         State::new_step,
                             State::improved,      State::pass};
  return static_cast<int>(std::ranges::find(order, state) - order.begin());
}

bool is_undecided(State state) {
  return state == State::inconclusive || state == State::incomparable ||
         state == State::no_baseline || state == State::suspect;
}

Verdict verdict_of(const Finding& finding) {
  if (finding.blocks == Blocks::regression) {
    return Verdict::fail;
  }
  if (finding.policy == Policy::pass) {
    return Verdict::pass;
  }
  return is_undecided(finding.state) ? Verdict::inconclusive : Verdict::warn;
}

/// A gate that asked nothing has found nothing: a warning at best.
Verdict verdict_of(const std::vector<Finding>& findings) {
  Verdict worst = findings.empty() ? Verdict::warn : Verdict::pass;
  for (const Finding& finding : findings) {
    worst = std::max(worst, verdict_of(finding));
  }
  return worst;
}

bool is_measured(const std::vector<Run>& candidate, const Run* old_build) {
  return std::ranges::any_of(candidate, has_sample) &&
         (old_build == nullptr || has_sample(*old_build));
}

std::vector<Finding> all_findings(const Case& judged, const std::vector<Draft>& drafts,
                                  const TrustFinding& of_runs) {
  const Family family = test_family(drafts, judged.alpha, judged.first().gate.multiplicity);
  std::vector<Finding> findings = settle_all(judged, drafts, of_runs, family);
  for (const auto& more : {absent_findings(judged), policy_findings(judged, of_runs)}) {
    findings.insert(findings.end(), more.begin(), more.end());
  }
  for (std::optional<Finding> check :
       {in_flight_finding(judged, of_runs.advice), early_end_finding(judged)}) {
    if (check) {
      findings.push_back(std::move(*check));
    }
  }
  apply_waivers(judged, findings);
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
    return std::tuple(weight_of(a.blocks), rank_of(a.state), a.key) <
           std::tuple(weight_of(b.blocks), rank_of(b.state), b.key);
  });
  return findings;
}

}  // namespace

Judgement judge(const std::vector<Run>& candidate, const std::optional<Baseline>& baseline,
                const Run* old_build) {
  assert(!candidate.empty() && (old_build == nullptr || candidate.size() == 1));
  TrustFinding of_runs = trust_of_runs(candidate, old_build);
  if (!is_measured(candidate, old_build)) {
    return {.verdict = Verdict::not_measured,
            .trust = of_runs,
            .findings = {},
            .warnings = {"no request was sent, so no rule could be judged"}};
  }
  const std::optional<Baseline> none;
  const bool has_pool = baseline && !baseline->runs.empty();
  const Case judged = open_case(candidate, has_pool ? baseline : none, old_build);
  const std::vector<Draft> drafts =
      draft_all(judged, with_waivers(judged, expand_rules(judged.first())), of_runs.trust);
  std::vector<QuestionTrust> of_questions;
  std::ranges::transform(drafts, std::back_inserter(of_questions), &Draft::trust);
  Judgement judgement{.verdict = Verdict::pass,
                      .trust = combined_trust(of_runs, of_questions, candidate),
                      .findings = {},
                      .warnings = {}};
  // What would let the questions be trusted as well.
  of_runs.advice = judgement.trust.advice;
  judgement.findings = all_findings(judged, drafts, of_runs);
  judgement.warnings = warnings_of(judged, judgement.findings);
  warn_of_shift(judged, drafts, judgement.warnings);
  judgement.waivers = waiver_notes(judged, judgement.findings);
  judgement.suggestions = suggestions_for(judged, judgement.findings);
  judgement.pairing = pairing_note(judged, drafts);
  judgement.verdict = verdict_of(judgement.findings);
  if (!is_whole(judged)) {
    judgement.verdict = std::max(judgement.verdict, Verdict::inconclusive);
  }
  if (judgement.findings.empty()) {
    judgement.warnings.push_back("no rule was judged: the spec has none");
  }
  return judgement;
}

int status_of(const Judgement& judgement) {
  if (judgement.verdict == Verdict::not_measured) {
    return 4;
  }
  const auto blocks = [&judgement](Blocks kind) {
    return std::ranges::any_of(judgement.findings,
                               [kind](const Finding& finding) { return finding.blocks == kind; });
  };
  if (blocks(Blocks::regression)) {
    return 1;
  }
  if (std::ranges::find(judgement.findings, budget_check, &Finding::key) !=
      judgement.findings.end()) {
    return 4;
  }
  return blocks(Blocks::undecided) ? 3 : 0;
}

}  // namespace loadgate
