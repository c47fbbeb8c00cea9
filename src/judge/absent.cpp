// SPDX-License-Identifier: Apache-2.0
#include "judge/absent.h"

#include <algorithm>

#include "judge/blank_finding.h"
#include "judge/expand.h"
#include "judge/settle.h"

namespace loadgate {
namespace {

Finding absent_finding(const Case& judged, const Rule& rule, State state, std::string key) {
  Finding finding = blank_finding(std::move(key), FindingKind::check, rule);
  finding.state = state;
  finding.policy = policy_of(state, rule, judged.first());
  finding.blocks = blocks_of(state, finding.policy);
  return finding;
}

void tell_missing(Finding& finding, const std::string& step) {
  finding.step = step;
  finding.reason = "the baseline has this step, this run does not";
  finding.advice = "bring the step back, or record a baseline without it";
}

/// A step that no rule of this spec speaks of: its default rules and its guard went with it.
Finding unnamed_missing(const Case& judged, const std::string& step) {
  Rule nobodys = rule_without_demands();
  nobodys.metric = "step";
  nobodys.statistic = Statistic::value;
  nobodys.step = step;
  nobodys.origin = RuleOrigin::assumed;
  Finding finding = absent_finding(judged, nobodys, State::missing, "step " + step + " missing");
  tell_missing(finding, step);
  return finding;
}

void add_missing(const Case& judged, const RuleScopes& scopes, const std::string& step,
                 std::vector<Finding>& findings) {
  const std::size_t before = findings.size();
  for (const Rule& rule : judged.first().rules) {
    const std::vector<Asked> conditions = conditions_of(rule);
    if (!is_asked(rule) || conditions.empty() || !scopes.fits_absent_step(rule, step)) {
      continue;
    }
    for (const std::string& phase : scopes.phases_of(rule)) {
      const ScopeName scope{.step = step, .phase = phase, .data_class = rule.data_class};
      Finding finding =
          absent_finding(judged, rule, State::missing, key_of(rule, conditions.back(), scope));
      finding.phase = phase;
      finding.data_class = rule.data_class;
      tell_missing(finding, step);
      findings.push_back(std::move(finding));
    }
  }
  if (findings.size() == before) {
    findings.push_back(unnamed_missing(judged, step));
  }
}

std::string pattern_or_all(const std::string& pattern) {
  return pattern.empty() ? "*" : pattern;
}

/// Why a rule asks nothing of a run, and what to do.
struct Mismatch {
  std::string_view reason;  ///< empty: it asks something
  std::string_view advice;
};

Mismatch mismatch_of(const RuleScopes& scopes, const Rule& rule) {
  constexpr std::string_view name_both = "name a step and a measured phase in the rule";
  if (find_metric(rule.metric) == nullptr) {
    return {.reason = "this version of loadgate does not know the metric",
            .advice = "judge the run with the version that measured it"};
  }
  if (scopes.steps_of(rule).empty()) {
    return {.reason = "the rule fits no step of this run", .advice = name_both};
  }
  if (scopes.phases_of(rule).empty()) {
    return {.reason = rule.phase.empty()
                          ? "no measured phase has a constant rate or fixed iterations"
                          : "the rule fits no measured phase of this run",
            .advice = name_both};
  }
  if (!rule.data_class.empty() && scopes.of(rule).empty()) {
    return {.reason = "the rule fits no class of the data that its steps use",
            .advice = "name a class of that data in the rule"};
  }
  return {.reason = {}, .advice = {}};
}

/// A rule that asks nothing of this run, and whose step has not just vanished.
void add_unmatched(const Case& judged, const RuleScopes& scopes, const Rule& rule,
                   std::vector<Finding>& findings) {
  const std::vector<Asked> conditions = conditions_of(rule);
  if (!is_asked(rule) || conditions.empty()) {
    return;
  }
  const Mismatch mismatch = mismatch_of(scopes, rule);
  const bool is_told = !mismatch.reason.empty() && !scopes.phases_of(rule).empty() &&
                       std::ranges::any_of(judged.current.comparability.vanished_steps,
                                           [&](const std::string& step) {
                                             return scopes.fits_absent_step(rule, step);
                                           });
  if (mismatch.reason.empty() || is_told) {
    return;
  }
  // Nobody asked for an assumed rule, so what it cannot judge is open, not broken.
  const State state = rule.origin == RuleOrigin::assumed ? State::inconclusive : State::no_data;
  const ScopeName patterns{.step = pattern_or_all(rule.step),
                           .phase = pattern_or_all(rule.phase),
                           .data_class = rule.data_class};
  Finding finding = absent_finding(judged, rule, state, key_of(rule, conditions.back(), patterns));
  finding.step = rule.step;
  finding.phase = rule.phase;
  finding.data_class = rule.data_class;
  finding.reason = mismatch.reason;
  finding.advice = mismatch.advice;
  findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> absent_findings(const Case& judged) {
  const RuleScopes scopes(judged.first());
  std::vector<Finding> findings;
  for (const std::string& step : judged.current.comparability.vanished_steps) {
    add_missing(judged, scopes, step, findings);
  }
  for (const Rule& rule : judged.first().rules) {
    add_unmatched(judged, scopes, rule, findings);
  }
  return findings;
}

}  // namespace loadgate
