// SPDX-License-Identifier: Apache-2.0
#include "judge/settle.h"

#include <array>
#include <cmath>

#include "judge/sees.h"
#include "judge/sentences.h"
#include "judge/words.h"

namespace loadgate {
namespace {

struct BrokenRow {
  Severity severity;
  State state;
};

constexpr std::array<BrokenRow, 4> broken_rows{{
    {Severity::off, State::info},
    {Severity::info, State::info},
    {Severity::warn, State::warn},
    {Severity::error, State::fail},
}};

State broken_state(Severity severity) {
  for (const BrokenRow& row : broken_rows) {
    if (row.severity == severity) {
      return row.state;
    }
  }
  return State::fail;
}

/// Undecided for a reason that no interval explains.
void set_undecided(Finding& finding, const std::string& reason, const std::string& advice) {
  finding.state = State::inconclusive;
  finding.reason = reason;
  finding.advice = advice;
  if (finding.change) {
    finding.change->at_least = std::nullopt;
    finding.change->at_most = std::nullopt;
  }
}

/// A pass that could not have seen what the rule wants seen.
bool is_blind_spot(const Draft& draft, const Finding& finding) {
  const std::optional<double>& wanted = draft.question.rule->must_see;
  // The judge of pairs has asked it already.
  return wanted && !draft.pairs && is_comparison(draft.question.asked) && finding.change &&
         (!finding.sees || *finding.sees > *wanted);
}

void hold(const Draft& draft, Finding& finding) {
  if (is_blind_spot(draft, finding)) {
    finding.state = State::inconclusive;
    finding.reason = why_blind(finding, *draft.question.rule->must_see);
    finding.advice = what_would_see(draft);
  } else if (draft.needs_waiver && draft.question.waiver != nullptr) {
    finding.state = State::waived;
    finding.reason = why_waived(draft);
  } else if (draft.is_warned) {
    finding.state = finding.severity == Severity::info ? State::info : State::warn;
    finding.reason = why_broken(draft);
  } else {
    finding.state = draft.is_improved ? State::improved : State::pass;
    finding.reason = draft.is_improved ? why_improved(draft) : why_passed(draft);
  }
}

/// Where a second job has to say the same, one alone only suspects.
void break_it(const Case& judged, const Draft& draft, const Surroundings& around,
              Finding& finding) {
  finding.state = broken_state(finding.severity);
  finding.reason = why_broken(draft);
  const bool is_of_baseline =
      is_comparison(draft.question.asked) && draft.question.other_phase.empty() && !draft.pairs;
  if (finding.state == State::fail && is_of_baseline && around.is_one_job) {
    finding.state = State::suspect;
    finding.reason += " in one job: a second one decides";
    finding.advice = "measure in another job and judge both: loadgate check " +
                     judged.first().spec_file + " --confirm loadgate-report";
  }
}

bool is_untrusted(const Draft& draft, const Surroundings& around) {
  return !is_own_metric(*draft.question.metric) &&
         (around.is_run_untrusted || draft.trust.trust == Trust::untrusted);
}

/// Fewer flows than planned are fewer successes a second: our fault, not the server's.
bool is_excused(const Draft& draft, const Surroundings& around) {
  return around.is_run_untrusted && draft.finding.metric == "throughput";
}

/// What no evidence of the question itself can decide, or nothing.
bool set_aside(const Draft& draft, const Surroundings& around, Finding& finding) {
  if (is_untrusted(draft, around)) {
    if (draft.as_measured) {
      finding.now = draft.as_measured->now;
      finding.change = draft.as_measured->change;
    }
    set_undecided(finding,
                  draft.trust.trust == Trust::untrusted ? draft.trust.reason : around.trust_reason,
                  around.trust_advice);
    return true;
  }
  if (!around.is_complete) {
    set_undecided(finding, "the run did not come to its end", "a complete run");
    return true;
  }
  if (draft.old_errors > most_old_errors && is_time_of_service(*draft.question.metric)) {
    set_undecided(finding,
                  "the old build failed " + value_words(draft.old_errors, Unit::fraction) +
                      " of these requests, so its time is that of the others",
                  "mend or restart the old build first");
    return true;
  }
  if (finding.survivors_only) {
    set_undecided(finding,
                  "the errors of this step are beyond their rule, so this is the time of "
                  "the requests that survived",
                  "mend the errors first");
    return true;
  }
  return false;
}

void decide(const Case& judged, const Draft& draft, const Surroundings& around, Finding& finding) {
  if (is_broken(draft, around)) {
    break_it(judged, draft, around, finding);
    return;
  }
  if (set_aside(draft, around, finding)) {
    return;
  }
  if (!draft.may_pass) {
    finding.state = State::inconclusive;
    finding.reason = why_unclear(draft);
    finding.advice = what_would_decide(judged, draft);
    return;
  }
  hold(draft, finding);
}

}  // namespace

bool is_broken(const Draft& draft, const Surroundings& around) {
  return !draft.is_settled && draft.is_beyond && !is_excused(draft, around) &&
         (!is_in_family(draft) || around.is_rejected_by_holm);
}

Finding settle(const Case& judged, const Draft& draft, const Surroundings& around) {
  Draft complete = draft;
  Finding& evidence = complete.finding;
  const bool is_time =
      draft.question.metric->observe != nullptr && !is_own_metric(*draft.question.metric);
  evidence.survivors_only = is_time && around.is_survivors_only;
  if (!draft.is_settled && (draft.comparison || draft.rates)) {
    evidence.p_value = family_p(draft, judged.first().gate.multiplicity);
    evidence.sees = change_seen(judged, draft, around.blocking);
  }
  Finding finding = evidence;
  if (!draft.is_settled) {
    decide(judged, complete, around, finding);
  }
  finding.policy = policy_of(finding.state, *draft.question.rule, judged.first());
  finding.blocks = blocks_of(finding.state, finding.policy);
  return finding;
}

}  // namespace loadgate
