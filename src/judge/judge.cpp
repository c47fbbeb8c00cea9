// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <set>
#include <tuple>

#include "judge/absent.h"
#include "judge/early_end.h"
#include "judge/in_flight.h"
#include "judge/increase.h"
#include "judge/judgement.h"
#include "judge/limit.h"
#include "judge/settle.h"
#include "judge/survivors.h"
#include "judge/warnings.h"
#include "stats/holm.h"

namespace loadgate {
namespace {

/// The runs without loadgate's own time, made when the first question needs them.
class NetRuns {
 public:
  explicit NetRuns(std::span<const Run> runs) : gross_(runs) {}

  const Measured& get() {
    if (!measured_) {
      for (const Run& run : gross_) {
        runs_.push_back(net_of_own_time(run));
      }
      measured_ = measure(runs_);
    }
    return *measured_;
  }

 private:
  std::span<const Run> gross_;
  std::vector<Run> runs_;
  std::optional<Measured> measured_;
};

Draft draft_question(const Case& judged, const Measured& measured, const Question& question) {
  return is_comparison(question.asked) ? draft_increase(judged, measured, question)
                                       : draft_limit(judged, measured, question);
}

Draft net_draft(const Case& judged, const Measured& net, Draft measured) {
  Draft draft = draft_question(judged, net, measured.question);
  draft.trust = measured.trust;
  draft.is_net = true;
  draft.as_measured = std::move(measured.finding);
  return draft;
}

std::vector<Draft> draft_all(const Case& judged, Trust of_runs) {
  NetRuns net(judged.measured.runs);
  std::vector<Draft> drafts;
  for (const Question& question : expand_rules(judged.first())) {
    Draft draft = draft_question(judged, judged.measured, question);
    if (!draft.is_settled && is_time_of_service(*question.metric)) {
      draft.trust = trust_of_question(judged, question, draft.finding.now->value,
                                      pool_centre(judged, question));
      if (std::max(draft.trust.trust, of_runs) == Trust::untrusted) {
        draft = net_draft(judged, net.get(), std::move(draft));
      }
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

/// For each draft whether "no change" is rejected, by Holm over those that can block.
struct Family {
  std::vector<bool> rejected;
  std::size_t size;
};

Family test_family(const std::vector<Draft>& drafts, double alpha) {
  std::vector<double> p_values;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (is_in_family(drafts[i])) {
      members.push_back(i);
      p_values.push_back(family_p(drafts[i]));
    }
  }
  Family family{.rejected = std::vector<bool>(drafts.size(), false), .size = members.size()};
  const std::vector<bool> rejected = holm_rejects(p_values, alpha);
  for (std::size_t j = 0; j < members.size(); ++j) {
    family.rejected[members[j]] = rejected[j];
  }
  return family;
}

bool has_sample(const Run& run) {
  const auto is_sent = [](const ScopeCounts& counts) { return counts.dispatched > 0; };
  if (run.condensed) {
    return std::ranges::any_of(run.condensed->scopes, is_sent);
  }
  return std::ranges::any_of(run.samples,
                             [](const Sample& sample) { return sample.dispatched >= 0; });
}

bool is_complete(const Run& run) {
  return run.end == RunEnd::complete;
}

std::vector<Finding> settle_all(const Case& judged, const std::vector<Draft>& drafts,
                                const TrustFinding& of_runs, const std::string& trust_advice) {
  const Family family = test_family(drafts, judged.alpha);
  const std::set<ScopeName> survivors = scopes_of_survivors(judged, drafts);
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Question& question = drafts[i].question;
    const Surroundings around{
        .is_rejected_by_holm = family.rejected[i],
        .is_run_untrusted = of_runs.trust == Trust::untrusted,
        .is_complete = std::ranges::all_of(judged.measured.runs, is_complete),
        .is_survivors_only = survivors.contains(
            {.step = question.step, .phase = question.phase, .data_class = question.data_class}),
        .blocking = family.size,
        .trust_reason = of_runs.reasons.empty() ? std::string() : of_runs.reasons.front(),
        .trust_advice = trust_advice};
    findings.push_back(settle(judged, drafts[i], around));
  }
  return findings;
}

/// What blocks first, then what does not.
int weight_of(Blocks blocks) {
  return blocks == Blocks::regression ? 0 : blocks == Blocks::undecided ? 1 : 2;
}

/// Broken first, then what warns, what is undecided, what is only told, what holds. A step that
/// fails is the cause of a later one without data: the headline is the first finding.
int rank_of(State state) {
  constexpr std::array order{State::fail,        State::missing,      State::no_data,
                             State::warn,        State::inconclusive, State::incomparable,
                             State::no_baseline, State::info,         State::new_step,
                             State::improved,    State::pass};
  return static_cast<int>(std::ranges::find(order, state) - order.begin());
}

bool is_undecided(State state) {
  return state == State::inconclusive || state == State::incomparable ||
         state == State::no_baseline;
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

std::vector<Finding> all_findings(const Case& judged, const std::vector<Draft>& drafts,
                                  const TrustFinding& of_runs, const std::string& trust_advice) {
  std::vector<Finding> findings = settle_all(judged, drafts, of_runs, trust_advice);
  for (Finding& finding : absent_findings(judged)) {
    findings.push_back(std::move(finding));
  }
  for (std::optional<Finding> check :
       {in_flight_finding(judged, trust_advice), early_end_finding(judged)}) {
    if (check) {
      findings.push_back(std::move(*check));
    }
  }
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
    return std::tuple(weight_of(a.blocks), rank_of(a.state), a.key) <
           std::tuple(weight_of(b.blocks), rank_of(b.state), b.key);
  });
  return findings;
}

}  // namespace

Judgement judge(const std::vector<Run>& candidate, const std::optional<Baseline>& baseline) {
  assert(!candidate.empty());
  const TrustFinding of_runs = trust_of_runs(candidate);
  if (std::ranges::none_of(candidate, has_sample)) {
    return {.verdict = Verdict::not_measured,
            .trust = of_runs,
            .findings = {},
            .warnings = {"no request was sent, so no rule could be judged"}};
  }
  const std::optional<Baseline> none;
  const bool has_pool = baseline && !baseline->runs.empty();
  const Case judged = open_case(candidate, has_pool ? baseline : none);
  const std::vector<Draft> drafts = draft_all(judged, of_runs.trust);
  std::vector<QuestionTrust> of_questions;
  std::ranges::transform(drafts, std::back_inserter(of_questions), &Draft::trust);
  Judgement judgement{.verdict = Verdict::pass,
                      .trust = combined_trust(of_runs, of_questions, candidate),
                      .findings = {},
                      .warnings = {}};
  judgement.findings = all_findings(judged, drafts, of_runs, judgement.trust.advice);
  judgement.warnings = warnings_of(judged, judgement.findings);
  judgement.verdict = verdict_of(judgement.findings);
  if (!std::ranges::all_of(candidate, is_complete)) {
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
