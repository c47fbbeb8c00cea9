// SPDX-License-Identifier: Apache-2.0
#include "spec/checks.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/spelling.h"
#include "spec/find_target.h"
#include "spec/glob.h"
#include "spec/references.h"

namespace loadgate {
namespace {

/// Names that a reference may use at one place of a flow.
struct Known {
  std::vector<std::string_view> sources;
  std::set<std::string_view> captures;
};

void fail_capture(const Reference& reference, const Known& known, Reading& reading) {
  const bool is_source = std::ranges::find(known.sources, reference.name) != known.sources.end();
  if (is_source) {
    reading.fail(reference.where, "'${" + reference.name + "}' names a data source, not a column",
                 "write ${" + reference.name + ".column}");
    return;
  }
  const std::vector<std::string_view> names(known.captures.begin(), known.captures.end());
  reading.fail(reference.where, "no earlier step of the scenario captures '" + reference.name + "'",
               names.empty() ? "add capture: {" + reference.name + ": json:/…} to the step before"
                             : spelling_hint(reference.name, names));
}

void check_reference(const Reference& reference, const Known& known, Reading& reading) {
  if (reference.kind == ReferenceKind::column &&
      std::ranges::find(known.sources, reference.source) == known.sources.end()) {
    reading.fail(reference.where, "unknown data source '" + reference.source + "'",
                 known.sources.empty()
                     ? "declare it: data: {" + reference.source + ": {csv: file.csv}}"
                     : spelling_hint(reference.source, known.sources));
  }
  if (reference.kind == ReferenceKind::capture && !known.captures.contains(reference.name)) {
    fail_capture(reference, known, reading);
  }
}

bool is_judged_by_default(const Phase& phase) {
  const auto* open = std::get_if<OpenLoad>(&phase.load);
  return phase.measure &&
         ((open != nullptr && !open->to) || std::holds_alternative<IterationsLoad>(phase.load));
}

/// Where the rule has this key, else where it begins.
Position place_of(const SpecNode& root, const Rule& rule, std::string_view key) {
  const SpecNode* rules = find_value(root, "rules");
  const auto item = std::ranges::find(rules->items, rule.where, &SpecNode::where);
  const SpecNode* value = item == rules->items.end() ? nullptr : find_value(*item, key);
  return value == nullptr ? rule.where : value->where;
}

/// The spec's own load, then those of its profiles.
std::vector<const Load*> all_loads(const Spec& spec) {
  std::vector<const Load*> loads{&spec.load};
  for (const Profile& profile : spec.profiles) {
    loads.push_back(&profile.load);
  }
  return loads;
}

/// A rule that names no phase has to judge something under each load.
void check_default_phases(Position where, const Spec& spec, Reading& reading) {
  constexpr const char* hint =
      "without 'phase' it judges measured phases of constant rate or fixed iterations: name "
      "another one";
  const auto judges_nothing = [](const Load& load) {
    return !load.phases.empty() && std::ranges::none_of(load.phases, is_judged_by_default);
  };
  if (judges_nothing(spec.load)) {
    reading.fail(where, "the rule would judge no phase", hint);
    return;
  }
  for (const Profile& profile : spec.profiles) {
    if (judges_nothing(profile.load)) {
      reading.fail(where, "the rule would judge no phase of the profile '" + profile.name + "'",
                   hint);
    }
  }
}

/// A phase of any profile will do.
void check_phase_pattern(const Rule& rule, Position where, const Spec& spec, Reading& reading) {
  std::vector<std::string_view> measured;
  bool matches_unmeasured = false;
  for (const Load* load : all_loads(spec)) {
    for (const Phase& phase : load->phases) {
      const bool is_match = matches_glob(rule.phase, phase.name);
      if (phase.measure && is_match) {
        return;
      }
      matches_unmeasured = matches_unmeasured || is_match;
      if (phase.measure && std::ranges::find(measured, phase.name) == measured.end()) {
        measured.push_back(phase.name);
      }
    }
  }
  if (matches_unmeasured) {
    reading.fail(where, "the phase '" + rule.phase + "' is not measured",
                 "name another phase, or remove its 'measure: false'");
  } else {
    reading.fail(where, "no phase matches '" + rule.phase + "'",
                 spelling_hint(rule.phase, measured));
  }
}

void check_phases(const Rule& rule, Position where, const Spec& spec, Reading& reading) {
  if (!rule.phase.empty()) {
    check_phase_pattern(rule, where, spec, reading);
  } else if (rule.severity != Severity::off) {
    check_default_phases(where, spec, reading);
  }
}

/// A waiver says that the step was removed: "step buy/pay", or a rule's own "latency.p95 buy/pay
/// [steady]".
bool is_waived_step(const Spec& spec, const std::string& step) {
  return std::ranges::any_of(spec.waivers, [&](const Waiver& waiver) {
    return waiver.rule == "step " + step ||
           waiver.rule.find(" " + step + " [") != std::string::npos;
  });
}

/// The phase of the same run that a rule compares with, under any load.
void check_compared_phase(const Rule& rule, Position where, const Spec& spec, Reading& reading) {
  if (rule.compare_to_phase.empty()) {
    return;
  }
  std::vector<std::string_view> measured;
  for (const Load* load : all_loads(spec)) {
    for (const Phase& phase : load->phases) {
      if (phase.measure) {
        measured.push_back(phase.name);
      }
    }
  }
  if (std::ranges::find(measured, rule.compare_to_phase) == measured.end()) {
    reading.fail(where, "no measured phase is called '" + rule.compare_to_phase + "'",
                 spelling_hint(rule.compare_to_phase, measured));
  } else if (rule.phase == rule.compare_to_phase) {
    reading.fail(where, "the phase would be compared with itself", "name another one");
  }
}

void check_step_pattern(const Rule& rule, Position where, const std::vector<std::string>& steps,
                        Reading& reading) {
  const auto matches = [&](const std::string& step) { return matches_glob(rule.step, step); };
  if (rule.step.empty() || std::ranges::any_of(steps, matches)) {
    return;
  }
  const std::vector<std::string_view> names(steps.begin(), steps.end());
  reading.fail(where, "no step matches '" + rule.step + "'", spelling_hint(rule.step, names));
}

/// A flow belongs to no step: "buy", or "buy/*" for all that is in it.
void check_scenario_pattern(const Rule& rule, Position where,
                            const std::vector<std::string>& scenarios, Reading& reading) {
  std::string_view pattern = rule.step;
  if (pattern.ends_with("/*")) {
    pattern.remove_suffix(2);
  }
  const auto matches = [&](const std::string& name) { return matches_glob(pattern, name); };
  if (rule.step.empty() || std::ranges::any_of(scenarios, matches)) {
    return;
  }
  const std::vector<std::string_view> names(scenarios.begin(), scenarios.end());
  reading.fail(where, "no scenario matches '" + rule.step + "'",
               "'" + rule.metric + "' belongs to whole flows; " + spelling_hint(pattern, names));
}

/// What is known behind the last step.
Known check_flow(const Scenario& flow, Known known, Reading& reading) {
  for (const Step& step : flow.steps) {
    visit_references(
        step, [&](const Reference& reference) { check_reference(reference, known, reading); });
    for (const Capture& capture : step.captures) {
      known.captures.insert(capture.name);
    }
  }
  return known;
}

/// Metrics of some steps only, and what makes a step one of them.
struct MetricOfSteps {
  std::string_view prefix;
  bool (*has_it)(const Spec& spec, const Step& step);
  std::string_view mistake;
  std::string_view hint;
};
constexpr std::array metrics_of_steps{
    MetricOfSteps{"wait", [](const Spec&, const Step& step) { return step.poll.has_value(); },
                  "'wait' is the time of a poll, and no step that the rule is for polls",
                  "add poll: {until: \"json:/status == done\"} to a step, or remove the rule"},
    MetricOfSteps{"first_attempt.",
                  [](const Spec& spec, const Step& step) {
                    return step.retries.value_or(spec.load.retries) > 0;
                  },
                  "no step that the rule is for has a second attempt",
                  "add 'retries' to 'load' or to the step, or remove the rule"},
};

void check_metric_of_steps(const Rule& rule, Position where, const Spec& spec, Reading& reading) {
  const auto row = std::ranges::find_if(metrics_of_steps, [&](const MetricOfSteps& each) {
    return rule.metric.starts_with(each.prefix);
  });
  if (row == metrics_of_steps.end()) {
    return;
  }
  for (const Scenario& scenario : spec.scenarios) {
    for (const Step& step : scenario.steps) {
      const bool is_meant =
          rule.step.empty() || matches_glob(rule.step, scenario.name + "/" + step.name);
      if (is_meant && row->has_it(spec, step)) {
        return;
      }
    }
  }
  reading.fail(where, std::string(row->mistake), std::string(row->hint));
}

}  // namespace

void check_references(const Spec& spec, Reading& reading) {
  Known known;
  for (const DataSource& source : spec.data) {
    known.sources.push_back(source.name);
  }
  for (const Target* target : all_targets(spec)) {
    visit_references(
        *target, [&](const Reference& reference) { check_reference(reference, known, reading); });
  }
  if (spec.setup) {
    known = check_flow(*spec.setup, std::move(known), reading);
  }
  for (const Scenario* flow : all_flows(spec)) {
    if (!spec.setup || flow != &*spec.setup) {
      check_flow(*flow, known, reading);
    }
  }
}

void check_rule_patterns(const SpecNode& root, const Spec& spec, Reading& reading) {
  std::vector<std::string> steps;
  std::vector<std::string> scenarios;
  for (const Scenario& scenario : spec.scenarios) {
    scenarios.push_back(scenario.name);
    for (const Step& step : scenario.steps) {
      steps.push_back(scenario.name + "/" + step.name);
    }
  }
  for (const Rule& rule : spec.rules) {
    // Without steps or phases their own mistakes have been reported already.
    if (!steps.empty()) {
      const Position where = place_of(root, rule, "step");
      if (is_about_flows(rule.metric)) {
        check_scenario_pattern(rule, where, scenarios, reading);
      } else if (!is_waived_step(spec, rule.step)) {
        check_step_pattern(rule, where, steps, reading);
        check_metric_of_steps(rule, place_of(root, rule, "metric"), spec, reading);
      }
    }
    if (!spec.load.phases.empty()) {
      check_phases(rule, place_of(root, rule, "phase"), spec, reading);
      check_compared_phase(rule, place_of(root, rule, "compare_to_phase"), spec, reading);
    }
  }
}

}  // namespace loadgate
