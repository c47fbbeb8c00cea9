// SPDX-License-Identifier: Apache-2.0
#include "judge/drill.h"

#include <algorithm>
#include <set>

#include "spec/find_target.h"

namespace loadgate {
namespace {

/// Where a question's step stands in the plan; of a whole flow its first step.
const PlannedStep* step_asked(const Plan& plan, const std::string& name) {
  const auto found = std::ranges::find_if(plan.steps, [&](const PlannedStep& planned) {
    return planned.full_name == name || plan.spec.scenarios[planned.scenario].name == name;
  });
  return found == plan.steps.end() ? nullptr : &*found;
}

const Step& step_of(const Plan& plan, const PlannedStep& planned) {
  return plan.spec.scenarios[planned.scenario].steps[planned.step];
}

std::set<std::string> phases_asked(const std::vector<Question>& questions) {
  std::set<std::string> phases;
  for (const Question& question : questions) {
    phases.insert(question.phase);
    if (!question.other_phase.empty()) {
      phases.insert(question.other_phase);
    }
  }
  return phases;
}

/// The rule's own phases; none where those are all that anybody asks about.
std::vector<std::string> phases_to_disturb(const RuleScopes& scopes, const Rule& rule,
                                           const std::set<std::string>& asked) {
  std::vector<std::string> phases = scopes.phases_of(rule);
  std::ranges::sort(phases);
  return std::ranges::includes(phases, asked) ? std::vector<std::string>{} : phases;
}

bool is_same_injection(const Injection& a, const Injection& b) {
  return a.kind == b.kind && a.step == b.step && a.phases == b.phases && a.status == b.status &&
         a.text == b.text;
}

void add_drill(Injection injection, const std::string& key, std::vector<Drill>& drills) {
  for (Drill& drill : drills) {
    if (is_same_injection(drill.injection, injection)) {
      drill.injection = larger_of(drill.injection, injection);
      drill.keys.push_back(key);
      return;
    }
  }
  drills.push_back({.injection = std::move(injection), .keys = {key}});
}

bool is_any_of(std::string_view metric, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names,
                             [metric](std::string_view name) { return metric.starts_with(name); });
}

bool ends_flows(Disturbance kind) {
  return kind != Disturbance::slower && kind != Disturbance::larger;
}

/// Whether the disturbance of an answer shows in this metric of the same step, or of its flow.
bool shows_in(const Injection& injection, const Finding& finding) {
  const std::string_view metric = finding.metric;
  const bool is_time = finding.unit == Unit::nanoseconds;
  const bool is_failure =
      is_any_of(metric, {"error_rate", "check_rate", "first_attempt.error_rate", "throughput"});
  switch (injection.kind) {
    case Disturbance::slower:
      return is_time || metric.starts_with("throughput");
    case Disturbance::larger:
      return metric.starts_with("bytes_in") || is_failure;
    case Disturbance::no_answer:  // as slow as the timeout
      return is_time || is_failure;
    default:
      return is_failure;
  }
}

/// A flow that ends sooner sends less after it; one that goes on does so without what it captured.
bool shows_later(const Plan& plan, const Injection& injection, const Finding& finding) {
  const PlannedStep* disturbed = step_asked(plan, injection.step);
  const PlannedStep* other = step_asked(plan, finding.step);
  if (disturbed == nullptr || other == nullptr || other->scenario != disturbed->scenario ||
      other->step <= disturbed->step || !ends_flows(injection.kind)) {
    return false;
  }
  const bool goes_on = step_of(plan, *disturbed).on_error == OnError::go_on;
  return finding.metric.starts_with("throughput") ||
         (goes_on && is_any_of(finding.metric, {"error_rate", "check_rate"}));
}

/// Users who wait longer begin fewer flows, whatever these do.
bool slows_users(const Plan& plan, const Injection& injection, const Finding& finding) {
  const auto phase = std::ranges::find(plan.spec.load.phases, finding.phase, &Phase::name);
  return injection.kind == Disturbance::slower && finding.metric.starts_with("throughput") &&
         phase != plan.spec.load.phases.end() && !std::holds_alternative<OpenLoad>(phase->load);
}

bool is_to_follow(const Plan& plan, const Injection& injection, const Finding& finding) {
  const auto& phases = injection.phases;
  if (!phases.empty() && std::ranges::find(phases, finding.phase) == phases.end()) {
    return false;
  }
  const std::string scenario = injection.step.substr(0, injection.step.find('/'));
  const bool is_place = finding.step == injection.step || finding.step == scenario;
  return (is_place && shows_in(injection, finding)) || shows_later(plan, injection, finding) ||
         slows_users(plan, injection, finding);
}

const Finding* find_finding(const Judgement& judged, const std::string& key) {
  const auto found = std::ranges::find(judged.findings, key, &Finding::key);
  return found == judged.findings.end() ? nullptr : &*found;
}

bool has_failed(const Finding& finding) {
  return finding.blocks == Blocks::regression;
}

}  // namespace

std::string rule_of_key(const std::string& key) {
  return key.substr(0, key.rfind(' '));
}

DrillPlan plan_drills(const Plan& plan, const Run& clean, const Judgement& judged) {
  const std::vector<Question> questions = expand_rules(clean);
  const std::set<std::string> asked = phases_asked(questions);
  const RuleScopes scopes(clean);
  DrillPlan drills;
  for (const Question& question : questions) {
    const Finding* finding = find_finding(judged, question.key);
    const PlannedStep* planned = step_asked(plan, question.step);
    if (question.rule->severity != Severity::error || finding == nullptr || planned == nullptr) {
      continue;
    }
    const Step& step = step_of(plan, *planned);
    std::optional<Injection> injection = injection_for(question.rule->metric, step);
    if (!injection) {
      drills.untried.push_back({question.key, "no answer of a server changes it"});
      continue;
    }
    injection->step = planned->full_name;
    injection->phases = phases_to_disturb(scopes, *question.rule, asked);
    const Nanoseconds timeout = step.timeout.value_or(target_of(plan.spec, step).timeout);
    add_drill(sized(std::move(*injection), *finding, step, timeout), question.key, drills.drills);
  }
  return drills;
}

DrillResult weigh_drill(const Drill& drill, const Plan& plan, const Judgement& judged) {
  DrillResult result;
  for (const std::string& key : drill.keys) {
    const Finding* finding = find_finding(judged, key);
    if (finding != nullptr && has_failed(*finding)) {
      result.tripped.push_back(key);
    } else {
      result.asleep.push_back({key, finding == nullptr ? "it was not judged" : finding->reason});
    }
  }
  for (const Finding& finding : judged.findings) {
    const bool is_own = std::ranges::find(drill.keys, finding.key) != drill.keys.end();
    if (!has_failed(finding) || is_own) {
      continue;
    }
    if (is_to_follow(plan, drill.injection, finding)) {
      result.following.push_back(finding.key);
    } else {
      result.strays.push_back({finding.key, finding.reason});
    }
  }
  return result;
}

}  // namespace loadgate
