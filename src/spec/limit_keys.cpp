// SPDX-License-Identifier: Apache-2.0
#include "spec/limit_keys.h"

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>
#include <string>

#include "spec/metric_name.h"
#include "spec/rule_values.h"

namespace loadgate {
namespace {

constexpr std::string_view condition_hint =
    "write error_rate > 20% for 5s, or latency.p95 > 2s for 10s";

constexpr auto budget_keys = std::to_array<Key<Budget>>({
    {{"requests",
      "count",
      "Of the load, polls and retries included. A plan that could send more is refused.",
      {},
      "20k",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Budget& budget) {
       constexpr Bounds any{.low = 1, .high = std::numeric_limits<std::int64_t>::max()};
       budget.requests = read_count(value, reading, any);
     }},
    {{"time",
      "duration",
      "From the start of the load to the end of its last phase. A plan that takes longer is "
      "refused.",
      {},
      "5m",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Budget& budget) {
       budget.time = read_positive_duration(value, reading);
     }},
    not_yet<Budget>("cost"),
    not_yet<Budget>("tokens"),
});

/// The parts of `metric > limit for duration`, each as a value of its own at the same place.
struct ConditionParts {
  SpecNode metric;
  SpecNode limit;
  SpecNode duration;
};

std::optional<ConditionParts> split_condition(const SpecNode& node) {
  std::istringstream words(node.text);
  std::array<std::string, 6> word;
  for (std::string& each : word) {
    words >> each;
  }
  if (word[1] != ">" || word[3] != "for" || word[4].empty() || !word[5].empty()) {
    return std::nullopt;
  }
  const auto part = [&node](const std::string& text) {
    SpecNode value = node;
    value.text = text;
    return value;
  };
  return ConditionParts{.metric = part(word[0]), .limit = part(word[2]), .duration = part(word[4])};
}

/// What can be told while the load runs: errors, and percentiles of the last seconds.
bool can_be_watched(const MetricChoice& choice) {
  constexpr std::array no_percentile{Statistic::mean, Statistic::max, Statistic::total,
                                     Statistic::value};
  return choice.name == "error_rate" ||
         (choice.name == "latency" &&
          std::ranges::find(no_percentile, choice.statistic) == no_percentile.end());
}

void read_condition(const SpecNode& node, Reading& reading,
                    std::vector<StopCondition>& conditions) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return;
  }
  const std::optional<ConditionParts> parts = split_condition(node);
  if (!parts) {
    reading.fail(node.where, "'" + *text + "' is no condition", std::string(condition_hint));
    return;
  }
  const std::optional<MetricChoice> choice = read_metric(parts->metric, reading);
  const std::optional<Nanoseconds> duration = read_positive_duration(parts->duration, reading);
  if (!choice || !duration) {
    return;
  }
  if (!can_be_watched(*choice)) {
    reading.fail(node.where, "'" + parts->metric.text + "' cannot be watched while the load runs",
                 "expected error_rate, or latency with a percentile");
    return;
  }
  if (const std::optional<double> limit = read_limit(parts->limit, choice->metric, reading)) {
    conditions.push_back({.text = *text,
                          .metric = choice->name,
                          .statistic = choice->statistic,
                          .limit = *limit,
                          .duration = *duration,
                          .where = node.where});
  }
}

}  // namespace

void read_budget(const SpecNode& node, Reading& reading, Budget& budget) {
  if (read_mapping<Budget>(node, "budget", budget_keys, reading, budget) && node.entries.empty()) {
    reading.fail(node.where, "the budget has no limit", "add requests: 20k, or time: 5m");
  }
}

MappingDescription describe_budget() {
  constexpr std::string_view one_limit = R"({"minProperties": 1})";
  return describe<Budget>("budget",
                          "What the load may use up: looked at before it, as far as the plan tells "
                          "it, and while it runs. What was measured until then is reported.",
                          one_limit, budget_keys);
}

void read_stop_conditions(const SpecNode& node, Reading& reading,
                          std::vector<StopCondition>& conditions) {
  if (!is_list(node, reading, "a list of conditions")) {
    return;
  }
  if (node.items.empty()) {
    reading.fail(node.where, "the list is empty", std::string(condition_hint));
  }
  for (const SpecNode& item : node.items) {
    read_condition(item, reading, conditions);
  }
}

}  // namespace loadgate
