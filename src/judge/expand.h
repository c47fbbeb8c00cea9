// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "judge/judgement.h"
#include "metric/metric.h"

namespace loadgate {

enum class Asked { at_most, at_least, increase, decrease };

/// One condition of one rule about one part of the run: it becomes one finding.
struct Question {
  const Rule* rule;
  const Metric* metric;
  Asked asked;
  std::string step;  ///< full name; the scenario's for metrics of whole flows
  std::string phase;
  std::string key;
};

bool is_comparison(Asked asked);
/// Metrics of a whole flow: their scopes bear the scenario's name.
bool is_flow_metric(std::string_view metric);
/// "latency.p95", "error_rate.timeout".
std::string metric_label(const Rule& rule);
/// The conditions that a rule sets, in a fixed order.
std::vector<Asked> conditions_of(const Rule& rule);
std::string key_of(const Rule& rule, Asked asked, std::string_view step, std::string_view phase);

/// Names of the measured phases that the rule means: those its pattern fits; without one those of
/// constant rate or fixed iterations. The guard takes every measured phase where none is such.
std::vector<std::string> phases_of(const Rule& rule, const Run& run);
/// Names of the steps, or scenarios, that the rule means.
std::vector<std::string> steps_of(const Rule& rule, const Run& run);

/// Every question of the rules, by key; rules of severity `off` and of unknown metrics ask nothing.
/// Equal keys of several rules are told apart by a number after their content's order.
std::vector<Question> expand_rules(const Run& run);

}  // namespace loadgate
