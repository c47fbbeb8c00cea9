// SPDX-License-Identifier: Apache-2.0
#include "judge/absent.h"

#include <algorithm>

#include "judge/blank_finding.h"
#include "judge/settle.h"
#include "plan/pattern.h"

namespace loadgate {
namespace {

Finding absent_finding(const Case& judged, const Rule& rule, State state, std::string key) {
  Finding finding = blank_finding(std::move(key), FindingKind::check, rule);
  finding.state = state;
  finding.policy = policy_of(state, rule, judged.first());
  finding.blocks = blocks_of(state, finding.policy);
  return finding;
}

bool fits_step(const Rule& rule, const Run& run, const std::string& vanished) {
  std::vector<std::string> names;
  for (const RunStep& step : run.steps) {
    names.push_back(step.full_name);
  }
  names.push_back(vanished);
  const std::vector<std::size_t> fitting = select_names(rule.step, names);
  return !is_flow_metric(rule.metric) && !fitting.empty() && fitting.back() == names.size() - 1;
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

void add_missing(const Case& judged, const std::string& step, std::vector<Finding>& findings) {
  const std::size_t before = findings.size();
  const Run& run = judged.first();
  for (const Rule& rule : run.rules) {
    const std::vector<Asked> conditions = conditions_of(rule);
    if (rule.severity == Severity::off || conditions.empty() || !fits_step(rule, run, step)) {
      continue;
    }
    for (const std::string& phase : phases_of(rule, run)) {
      Finding finding = absent_finding(judged, rule, State::missing,
                                       key_of(rule, conditions.back(), step, phase));
      finding.phase = phase;
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

/// A rule that asks nothing of this run, and whose step has not just vanished.
void add_unmatched(const Case& judged, const Rule& rule, std::vector<Finding>& findings) {
  const Run& run = judged.first();
  const bool has_metric = find_metric(rule.metric) != nullptr;
  const bool has_phase = !phases_of(rule, run).empty();
  const bool has_step = !steps_of(rule, run).empty();
  const std::vector<Asked> conditions = conditions_of(rule);
  const bool is_told = std::ranges::any_of(
      judged.comparability.vanished_steps,
      [&](const std::string& step) { return has_phase && fits_step(rule, run, step); });
  if (rule.severity == Severity::off || is_told || conditions.empty() ||
      (has_metric && has_phase && has_step)) {
    return;
  }
  // Nobody asked for an assumed rule, so what it cannot judge is open, not broken.
  const State state = rule.origin == RuleOrigin::assumed ? State::inconclusive : State::no_data;
  Finding finding = absent_finding(
      judged, rule, state,
      key_of(rule, conditions.back(), pattern_or_all(rule.step), pattern_or_all(rule.phase)));
  finding.step = rule.step;
  finding.phase = rule.phase;
  finding.reason = !has_metric ? "this version of loadgate does not know the metric"
                   : !has_step ? "the rule fits no step of this run"
                   : rule.phase.empty()
                       ? "no measured phase has a constant rate or fixed iterations"
                       : "the rule fits no measured phase of this run";
  finding.advice = !has_metric ? "judge the run with the version that measured it"
                               : "name a step and a measured phase in the rule";
  findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> absent_findings(const Case& judged) {
  std::vector<Finding> findings;
  for (const std::string& step : judged.comparability.vanished_steps) {
    add_missing(judged, step, findings);
  }
  for (const Rule& rule : judged.first().rules) {
    add_unmatched(judged, rule, findings);
  }
  return findings;
}

}  // namespace loadgate
