// SPDX-License-Identifier: Apache-2.0
#include "plan/default_rules.h"

#include <algorithm>

#include "plan/pattern.h"

namespace loadgate {
namespace {

Rule rule_of_step(const Spec& spec, const PlannedStep& step, RuleOrigin origin) {
  Rule rule = rule_without_demands();
  rule.step = step.full_name;
  rule.origin = origin;
  rule.where = spec.scenarios[step.scenario].steps[step.step].where;
  return rule;
}

Rule latency_rule(const Spec& spec, const PlannedStep& step) {
  Rule rule = rule_of_step(spec, step, RuleOrigin::assumed);
  rule.metric = "latency";
  rule.statistic = Statistic::p95;
  rule.max_increase = 0.1;
  rule.min_delta = 1e6;  // 1 ms
  return rule;
}

Rule guard_rule(const Spec& spec, const PlannedStep& step) {
  Rule rule = rule_of_step(spec, step, RuleOrigin::guard);
  rule.metric = "error_rate";
  rule.at_most = 0.05;
  rule.max_increase = 0.005;
  return rule;
}

/// A rule about one class (`error_rate.timeout`) leaves the other errors to the guard.
std::vector<bool> steps_with_own_error_rule(const Spec& spec, std::span<const PlannedStep> steps) {
  std::vector<std::string> names;
  for (const PlannedStep& step : steps) {
    names.push_back(step.full_name);
  }
  std::vector<bool> covered(steps.size(), false);
  for (const Rule& rule : spec.rules) {
    if (rule.metric == "error_rate") {
      for (const std::size_t step : select_names(rule.step, names)) {
        covered[step] = true;
      }
    }
  }
  return covered;
}

}  // namespace

std::vector<Rule> rules_in_force(const Spec& spec, std::span<const PlannedStep> steps) {
  std::vector<Rule> rules = spec.rules;
  const std::vector<bool> covered = steps_with_own_error_rule(spec, steps);
  if (!spec.has_rules) {
    for (const PlannedStep& step : steps) {
      rules.push_back(latency_rule(spec, step));
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!covered[i]) {
      rules.push_back(guard_rule(spec, steps[i]));
    }
  }
  return rules;
}

}  // namespace loadgate
