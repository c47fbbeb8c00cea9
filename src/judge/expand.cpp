// SPDX-License-Identifier: Apache-2.0
#include "judge/expand.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace loadgate {
namespace {

struct AskedRow {
  Asked asked;
  std::string_view word;  ///< last word of the key
  std::optional<double> Rule::*condition;
};

constexpr std::array<AskedRow, 5> asked_rows{{
    {Asked::at_most, "limit", &Rule::at_most},
    {Asked::at_least, "limit", &Rule::at_least},
    {Asked::increase, "increase", &Rule::max_increase},
    {Asked::decrease, "decrease", &Rule::max_decrease},
    {Asked::since_release, "since_release", &Rule::max_increase_since_release},
}};

std::vector<std::string> names_at(const NameList& names, const std::vector<std::size_t>& places) {
  std::vector<std::string> result;
  result.reserve(places.size());
  for (const std::size_t place : places) {
    result.push_back(names[place]);
  }
  return result;
}

template <typename List, typename NameOf>
NameList names_in(const List& list, NameOf name_of) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const auto& named : list) {
    names.push_back(name_of(named));
  }
  return NameList(std::move(names));
}

NameList measured_phases(const Run& run) {
  std::vector<std::string> names;
  for (const RunPhase& phase : run.phases) {
    if (phase.measure) {
      names.push_back(phase.name);
    }
  }
  return NameList(std::move(names));
}

/// "buy/*" means the scenario "buy" too.
std::string_view scenario_pattern(std::string_view pattern) {
  return pattern.ends_with("/*") ? pattern.substr(0, pattern.size() - 2) : pattern;
}

/// What tells two rules of the same key apart: everything but where they stand.
auto content_of(const Question& question) {
  const Rule& rule = *question.rule;
  return std::tuple(question.asked, rule.at_most, rule.at_least, rule.max_increase,
                    rule.max_decrease, rule.min_delta, rule.min_extra, rule.min_samples,
                    rule.severity, rule.on_no_data, rule.origin, rule.warn_at, rule.must_see,
                    rule.max_increase_since_release);
}

void add_questions(const Rule& rule, const ScopeName& scope, std::vector<Question>& questions) {
  for (const Asked asked : conditions_of(rule)) {
    questions.push_back({.rule = &rule,
                         .metric = find_metric(rule.metric),
                         .asked = asked,
                         .step = scope.step,
                         .phase = scope.phase,
                         .data_class = scope.data_class,
                         .key = key_of(rule, asked, scope),
                         .other_phase = is_comparison(asked) ? rule.compare_to_phase : ""});
  }
}

void number_doubles(std::vector<Question>& questions) {
  for (std::size_t first = 0; first < questions.size();) {
    std::size_t end = first + 1;
    while (end < questions.size() && questions[end].key == questions[first].key) {
      questions[end].key += " " + std::to_string(end - first + 1);
      ++end;
    }
    first = end;
  }
}

}  // namespace

bool is_comparison(Asked asked) {
  return asked == Asked::increase || asked == Asked::decrease || asked == Asked::since_release;
}

bool is_asked(const Rule& rule) {
  return rule.severity != Severity::off && !rule.is_elsewhere;
}

bool is_flow_metric(std::string_view metric) {
  return metric == "iteration";
}

std::string metric_label(const Rule& rule) {
  return rule.statistic == Statistic::value
             ? rule.metric
             : rule.metric + "." + std::string(name_of(rule.statistic));
}

std::vector<Asked> conditions_of(const Rule& rule) {
  std::vector<Asked> conditions;
  for (const AskedRow& row : asked_rows) {
    if (rule.*row.condition) {
      conditions.push_back(row.asked);
    }
  }
  return conditions;
}

std::string key_of(const Rule& rule, Asked asked, const ScopeName& scope) {
  const auto* row = std::ranges::find(asked_rows, asked, &AskedRow::asked);
  const bool has_other = !rule.compare_to_phase.empty() && is_comparison(asked);
  std::string key = metric_label(rule) + " " + scope.step + " [" + scope.phase +
                    (has_other ? " vs " + rule.compare_to_phase : "") + "] ";
  key += scope.data_class.empty() ? "" : "[" + scope.data_class + "] ";
  return key + std::string(row->word);
}

RuleScopes::RuleScopes(const Run& run)
    : run_(run),
      steps_(names_in(run.steps, [](const RunStep& step) { return step.full_name; })),
      scenarios_(run.scenarios),
      measured_(measured_phases(run)),
      classes_(run.classes) {
  for (const RunPhase& phase : run.phases) {
    if (phase.measure && phase.is_constant) {
      constant_.push_back(phase.name);
    }
  }
}

std::vector<std::string> RuleScopes::phases_of(const Rule& rule) const {
  std::vector<std::string> phases = !rule.phase.empty()
                                        ? names_at(measured_, measured_.select(rule.phase))
                                    : constant_.empty() && rule.origin == RuleOrigin::guard
                                        ? names_at(measured_, measured_.select({}))
                                        : constant_;
  // No phase is compared with itself.
  std::erase(phases, rule.compare_to_phase);
  return phases;
}

std::vector<std::size_t> RuleScopes::places_of(const Rule& rule) const {
  if (is_flow_metric(rule.metric)) {
    return scenarios_.select(scenario_pattern(rule.step));
  }
  std::vector<std::size_t> places = steps_.select(rule.step);
  const Metric* metric = find_metric(rule.metric);
  if (metric != nullptr && metric->applies != nullptr) {
    std::erase_if(places, [&](std::size_t step) { return !metric->applies(run_.steps[step]); });
  }
  return places;
}

std::vector<std::string> RuleScopes::steps_of(const Rule& rule) const {
  return names_at(is_flow_metric(rule.metric) ? scenarios_ : steps_, places_of(rule));
}

bool RuleScopes::fits_absent_step(const Rule& rule, const std::string& step) const {
  if (is_flow_metric(rule.metric)) {
    return false;
  }
  return rule.step == step || (!steps_.contains(rule.step) && matches_pattern(rule.step, step));
}

void RuleScopes::add(const Rule& rule, std::size_t step, const std::string& phase,
                     std::vector<ScopeName>& scopes) const {
  const bool is_flow = is_flow_metric(rule.metric);
  const std::string& name = is_flow ? scenarios_[step] : steps_[step];
  if (rule.data_class.empty()) {
    scopes.push_back({.step = name, .phase = phase, .data_class = {}});
    return;
  }
  const std::vector<std::uint16_t> none;
  const std::vector<std::uint16_t>& possible = is_flow ? none : run_.steps[step].classes;
  for (const std::size_t place : classes_.select(rule.data_class)) {
    if (std::ranges::find(possible, place) != possible.end()) {
      scopes.push_back({.step = name, .phase = phase, .data_class = classes_[place]});
    }
  }
}

std::vector<ScopeName> RuleScopes::of(const Rule& rule) const {
  std::vector<ScopeName> scopes;
  const std::vector<std::size_t> places = places_of(rule);
  for (const std::string& phase : phases_of(rule)) {
    for (const std::size_t step : places) {
      add(rule, step, phase, scopes);
    }
  }
  return scopes;
}

std::vector<Question> expand_rules(const Run& run) {
  return expand_rules(run, run.rules);
}

std::vector<Question> expand_rules(const Run& run, std::span<const Rule> rules) {
  const RuleScopes scopes(run);
  std::vector<Question> questions;
  for (const Rule& rule : rules) {
    if (!is_asked(rule) || find_metric(rule.metric) == nullptr) {
      continue;
    }
    for (const ScopeName& scope : scopes.of(rule)) {
      add_questions(rule, scope, questions);
    }
  }
  std::ranges::stable_sort(questions, [](const Question& a, const Question& b) {
    return a.key != b.key ? a.key < b.key : content_of(a) < content_of(b);
  });
  number_doubles(questions);
  return questions;
}

}  // namespace loadgate
