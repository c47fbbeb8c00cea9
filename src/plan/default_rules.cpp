// SPDX-License-Identifier: Apache-2.0
#include "plan/default_rules.h"

#include <algorithm>
#include <string>
#include <variant>

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

bool is_steady(const Phase& phase) {
  const auto* open = std::get_if<OpenLoad>(&phase.load);
  return (open != nullptr && !open->to) || std::holds_alternative<IterationsLoad>(phase.load);
}

/// Where a rule without a phase is judged: measured phases of constant rate or iterations, or all
/// measured ones where there is none of these.
std::vector<std::string> guarded_phases(const Spec& spec) {
  std::vector<std::string> steady;
  std::vector<std::string> measured;
  for (const Phase& phase : spec.load.phases) {
    if (phase.measure) {
      measured.push_back(phase.name);
      if (is_steady(phase)) {
        steady.push_back(phase.name);
      }
    }
  }
  return steady.empty() ? measured : steady;
}

/// [step][phase]: an own rule stands there. A rule about one kind of errors (`error_rate.timeout`)
/// or one class of data leaves the others to the guard, one that cannot block leaves it the
/// blocking.
class ErrorRuleCover {
 public:
  ErrorRuleCover(const Spec& spec, std::span<const PlannedStep> steps,
                 std::span<const std::string> phases)
      : covered_(steps.size(), std::vector<bool>(phases.size(), false)) {
    std::vector<std::string> names;
    for (const PlannedStep& step : steps) {
      names.push_back(step.full_name);
    }
    for (const Rule& rule : spec.rules) {
      const bool replaces = rule.metric == "error_rate" && rule.data_class.empty() &&
                            rule.severity != Severity::warn && rule.severity != Severity::info;
      if (replaces) {
        cover(select_names(rule.step, names), select_names(rule.phase, phases));
      }
    }
  }
  const std::vector<bool>& of_step(std::size_t step) const { return covered_[step]; }

 private:
  void cover(const std::vector<std::size_t>& steps, const std::vector<std::size_t>& phases) {
    for (const std::size_t step : steps) {
      for (const std::size_t phase : phases) {
        covered_[step][phase] = true;
      }
    }
  }
  std::vector<std::vector<bool>> covered_;
};

/// One guard for a step that no own rule touches, else one for each phase that is left.
void add_guard(const Rule& guard, const std::vector<bool>& covered,
               std::span<const std::string> phases, std::vector<Rule>& rules) {
  const bool is_untouched = std::ranges::find(covered, true) == covered.end();
  if (is_untouched) {
    rules.push_back(guard);
    return;
  }
  for (std::size_t phase = 0; phase < phases.size(); ++phase) {
    if (!covered[phase]) {
      rules.push_back(guard);
      rules.back().phase = phases[phase];
    }
  }
}

/// Where the spec has profiles, its reader has seen that the phase is one of another load.
bool is_elsewhere(const Spec& spec, const Rule& rule) {
  const auto has_phase = [&spec](const auto& fits) {
    return std::ranges::any_of(
        spec.load.phases, [&](const Phase& phase) { return phase.measure && fits(phase.name); });
  };
  const bool lacks_own = !rule.phase.empty() && !has_phase([&](const std::string& name) {
    return matches_pattern(rule.phase, name);
  });
  const bool lacks_other =
      !rule.compare_to_phase.empty() &&
      !has_phase([&](const std::string& name) { return name == rule.compare_to_phase; });
  return !spec.profiles.empty() && (lacks_own || lacks_other);
}

}  // namespace

std::vector<PlannedStep> all_steps(const Spec& spec) {
  std::vector<PlannedStep> steps;
  for (std::size_t scenario = 0; scenario < spec.scenarios.size(); ++scenario) {
    for (std::size_t step = 0; step < spec.scenarios[scenario].steps.size(); ++step) {
      steps.push_back({.scenario = scenario,
                       .step = step,
                       .full_name = spec.scenarios[scenario].name + "/" +
                                    spec.scenarios[scenario].steps[step].name});
    }
  }
  return steps;
}

std::vector<Rule> rules_in_force(const Spec& spec, std::span<const PlannedStep> steps) {
  std::vector<Rule> rules = spec.rules;
  for (Rule& rule : rules) {
    rule.is_elsewhere = is_elsewhere(spec, rule);
  }
  if (!spec.has_rules) {
    for (const PlannedStep& step : steps) {
      // The one answer that an `outcome` expects is in no latency figure.
      if (spec.scenarios[step.scenario].steps[step.step].outcome.empty()) {
        rules.push_back(latency_rule(spec, step));
      }
    }
  }
  const std::vector<std::string> phases = guarded_phases(spec);
  const ErrorRuleCover cover(spec, steps, phases);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    add_guard(guard_rule(spec, steps[i]), cover.of_step(i), phases, rules);
  }
  return rules;
}

}  // namespace loadgate
