// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/judgement.h"
#include "metric/metric.h"
#include "plan/pattern.h"

namespace loadgate {

enum class Asked { at_most, at_least, increase, decrease, since_release };

/// One condition of one rule about one part of the run: it becomes one finding.
struct Question {
  const Rule* rule;
  const Metric* metric;
  Asked asked;
  std::string step;  ///< full name; the scenario's for metrics of whole flows
  std::string phase;
  std::string data_class;  ///< empty: all together
  std::string key;
  std::string other_phase = {};    ///< compared with instead of the baseline; may be empty
  const Waiver* waiver = nullptr;  ///< with a tolerance of its own, in force
};

/// A part of a run by its names; of a rule that fits nothing its patterns.
struct ScopeName {
  std::string step;  ///< or scenario
  std::string phase;
  std::string data_class;  ///< empty: all together
  auto operator<=>(const ScopeName&) const = default;
};

bool is_comparison(Asked asked);
/// False for rules that are off and for those of other profiles.
bool is_asked(const Rule& rule);
/// Metrics of a whole flow: their scopes bear the scenario's name.
bool is_flow_metric(std::string_view metric);
/// "latency.p95", "error_rate.timeout".
std::string metric_label(const Rule& rule);
/// The conditions that a rule sets, in a fixed order.
std::vector<Asked> conditions_of(const Rule& rule);
/// "latency.p95 buy/pay [steady] increase", of a class "latency.p95 buy/pay [steady] [short]
/// limit".
std::string key_of(const Rule& rule, Asked asked, const ScopeName& scope);

/// Which parts of a run a rule means; made once for all rules. The run must outlive it.
class RuleScopes {
 public:
  explicit RuleScopes(const Run& run);

  /// Names of the measured phases that the rule means: those its pattern fits; without one those
  /// of constant rate or fixed iterations. The guard takes every measured phase where none is such.
  std::vector<std::string> phases_of(const Rule& rule) const;
  /// Names of the steps, or scenarios, that the rule means.
  std::vector<std::string> steps_of(const Rule& rule) const;
  /// Whether it would mean this step, which the run lacks.
  bool fits_absent_step(const Rule& rule, const std::string& step) const;
  /// Every scope; a rule about classes means those that the requests of a step can have.
  std::vector<ScopeName> of(const Rule& rule) const;

 private:
  std::vector<std::size_t> places_of(const Rule& rule) const;
  void add(const Rule& rule, std::size_t step, const std::string& phase,
           std::vector<ScopeName>& scopes) const;

  const Run& run_;
  NameList steps_;
  NameList scenarios_;
  NameList measured_;  // phases
  NameList classes_;
  std::vector<std::string> constant_;  // phases
};

/// Every question of the rules, by key; rules of severity `off`, of other profiles and of unknown
/// metrics ask nothing. Equal keys of several rules are told apart by a number after their
/// content's order.
std::vector<Question> expand_rules(const Run& run);
/// The same of rules that are not the run's own.
std::vector<Question> expand_rules(const Run& run, std::span<const Rule> rules);

}  // namespace loadgate
