// SPDX-License-Identifier: Apache-2.0
#include "judge/settle.h"

#include <array>
#include <cmath>

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

/// The smallest change that this comparison would have failed in 4 runs of 5; for shares the
/// smallest that would have failed now.
std::optional<double> change_seen(const Case& judged, const Draft& draft, std::size_t blocking) {
  const Rule& rule = *draft.question.rule;
  const bool blocks = draft.finding.severity == Severity::error;
  const std::size_t family = blocks ? std::max<std::size_t>(blocking, 1) : 1;
  if (draft.rates) {
    return smallest_difference_seen(*draft.rates,
                                    {.tolerance = draft.tolerance,
                                     .min_delta = rule.min_delta,
                                     .min_extra = static_cast<double>(rule.min_extra),
                                     .alpha = judged.alpha,
                                     .family_alpha = judged.alpha / static_cast<double>(family)});
  }
  if (!draft.comparison || !std::isfinite(draft.tolerance)) {
    return std::nullopt;
  }
  double log_change = draft.tolerance;
  if (draft.comparison->standard_error > 0) {
    log_change = smallest_change_seen(*draft.comparison, draft.tolerance, judged.alpha, family);
  }
  const double change =
      draft.question.asked == Asked::decrease ? -std::expm1(-log_change) : std::expm1(log_change);
  // Below `min_delta` nothing fails, however sure it is.
  return std::min(std::max(change, rule.min_delta / draft.finding.baseline->value), largest_change);
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
    finding.state = broken_state(finding.severity);
    finding.reason = why_broken(draft);
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
  finding.state = draft.is_improved ? State::improved : State::pass;
  finding.reason = draft.is_improved ? why_improved(draft) : why_passed(draft);
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
    evidence.p_value = family_p(draft);
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
