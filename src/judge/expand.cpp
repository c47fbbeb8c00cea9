// SPDX-License-Identifier: Apache-2.0
#include "judge/expand.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "plan/pattern.h"

namespace loadgate {
namespace {

struct AskedRow {
  Asked asked;
  std::string_view word;  ///< last word of the key
  std::optional<double> Rule::*condition;
};

constexpr std::array<AskedRow, 4> asked_rows{{
    {Asked::at_most, "limit", &Rule::at_most},
    {Asked::at_least, "limit", &Rule::at_least},
    {Asked::increase, "increase", &Rule::max_increase},
    {Asked::decrease, "decrease", &Rule::max_decrease},
}};

std::vector<std::string> selected(std::string_view pattern, const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const std::size_t index : select_names(pattern, names)) {
    result.push_back(names[index]);
  }
  return result;
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
                    rule.severity, rule.on_no_data, rule.origin);
}

void add_questions(const Rule& rule, const std::string& step, const std::string& phase,
                   std::vector<Question>& questions) {
  for (const Asked asked : conditions_of(rule)) {
    questions.push_back({.rule = &rule,
                         .metric = find_metric(rule.metric),
                         .asked = asked,
                         .step = step,
                         .phase = phase,
                         .key = key_of(rule, asked, step, phase)});
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
  return asked == Asked::increase || asked == Asked::decrease;
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

std::string key_of(const Rule& rule, Asked asked, std::string_view step, std::string_view phase) {
  const auto* row = std::ranges::find(asked_rows, asked, &AskedRow::asked);
  return metric_label(rule) + " " + std::string(step) + " [" + std::string(phase) + "] " +
         std::string(row->word);
}

std::vector<std::string> phases_of(const Rule& rule, const Run& run) {
  std::vector<std::string> measured;
  std::vector<std::string> constant;
  for (const RunPhase& phase : run.phases) {
    if (phase.measure) {
      measured.push_back(phase.name);
      if (phase.is_constant) {
        constant.push_back(phase.name);
      }
    }
  }
  if (!rule.phase.empty()) {
    return selected(rule.phase, measured);
  }
  return constant.empty() && rule.origin == RuleOrigin::guard ? measured : constant;
}

std::vector<std::string> steps_of(const Rule& rule, const Run& run) {
  if (is_flow_metric(rule.metric)) {
    return selected(scenario_pattern(rule.step), run.scenarios);
  }
  const Metric* metric = find_metric(rule.metric);
  std::vector<std::string> names;
  for (const RunStep& step : run.steps) {
    if (metric == nullptr || metric->applies == nullptr || metric->applies(step)) {
      names.push_back(step.full_name);
    }
  }
  return selected(rule.step, names);
}

std::vector<Question> expand_rules(const Run& run) {
  std::vector<Question> questions;
  for (const Rule& rule : run.rules) {
    if (rule.severity == Severity::off || find_metric(rule.metric) == nullptr) {
      continue;
    }
    for (const std::string& phase : phases_of(rule, run)) {
      for (const std::string& step : steps_of(rule, run)) {
        add_questions(rule, step, phase, questions);
      }
    }
  }
  std::ranges::stable_sort(questions, [](const Question& a, const Question& b) {
    return a.key != b.key ? a.key < b.key : content_of(a) < content_of(b);
  });
  number_doubles(questions);
  return questions;
}

}  // namespace loadgate
