// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "run/json_archive.h"
#include "spec/rule.h"

namespace loadgate {

// Rules and policies, as a run file holds them for the judge.

template <>
struct JsonNames<Statistic> {
  static constexpr std::array names{
      std::pair{Statistic::mean, "mean"},   std::pair{Statistic::p50, "p50"},
      std::pair{Statistic::p75, "p75"},     std::pair{Statistic::p90, "p90"},
      std::pair{Statistic::p95, "p95"},     std::pair{Statistic::p99, "p99"},
      std::pair{Statistic::p999, "p99.9"},  std::pair{Statistic::max, "max"},
      std::pair{Statistic::total, "total"}, std::pair{Statistic::value, "value"}};
};

template <>
struct JsonNames<Policy> {
  static constexpr std::array names{std::pair{Policy::pass, "pass"},
                                    std::pair{Policy::warn, "warn"},
                                    std::pair{Policy::fail, "fail"}};
};

template <>
struct JsonNames<MismatchPolicy> {
  static constexpr std::array names{std::pair{MismatchPolicy::ignore, "ignore"},
                                    std::pair{MismatchPolicy::warn, "warn"},
                                    std::pair{MismatchPolicy::inconclusive, "inconclusive"},
                                    std::pair{MismatchPolicy::fail, "fail"}};
};

template <>
struct JsonNames<Multiplicity> {
  static constexpr std::array names{std::pair{Multiplicity::holm, "holm"},
                                    std::pair{Multiplicity::strict, "strict"},
                                    std::pair{Multiplicity::none, "none"}};
};

template <>
struct JsonNames<Severity> {
  static constexpr std::array names{
      std::pair{Severity::off, "off"}, std::pair{Severity::info, "info"},
      std::pair{Severity::warn, "warn"}, std::pair{Severity::error, "error"}};
};

template <>
struct JsonNames<RuleOrigin> {
  static constexpr std::array names{std::pair{RuleOrigin::spec, "spec"},
                                    std::pair{RuleOrigin::assumed, "assumed"},
                                    std::pair{RuleOrigin::guard, "guard"}};
};

template <>
struct JsonFields<Position> {
  static void visit(auto& fields, auto& position) {
    fields("line", position.line);
    fields("column", position.column);
  }
};

template <>
struct JsonFields<Rule> {
  static void visit(auto& fields, auto& rule) {
    fields("metric", rule.metric);
    fields("statistic", rule.statistic);
    fields("step", rule.step);
    fields("phase", rule.phase);
    fields("at_most", rule.at_most);
    fields("at_least", rule.at_least);
    fields("max_increase", rule.max_increase);
    fields("max_decrease", rule.max_decrease);
    fields("min_delta", rule.min_delta);
    fields("min_extra", rule.min_extra);
    fields("min_samples", rule.min_samples);
    fields("severity", rule.severity);
    fields("on_no_data", rule.on_no_data);
    fields("origin", rule.origin);
    fields("where", rule.where);
    fields.added("class", rule.data_class);
    fields.added("is_elsewhere", rule.is_elsewhere);
    fields("warn_at", rule.warn_at);
    fields("must_see", rule.must_see);
    fields("max_increase_since_release", rule.max_increase_since_release);
    fields.added("compare_to_phase", rule.compare_to_phase);
  }
};

template <>
struct JsonFields<GatePolicy> {
  static void visit(auto& fields, auto& gate) {
    fields("confidence", gate.confidence);
    fields("on_inconclusive", gate.on_inconclusive);
    fields.added("multiplicity", gate.multiplicity, Multiplicity::holm);
    fields.added("policy_change", gate.policy_change, Policy::warn);
    fields.added("jobs", gate.jobs, std::int64_t{1});
    fields.added("extend", gate.extend, GatePolicy{}.extend);
  }
};

template <>
struct JsonFields<BaselinePolicy> {
  static void visit(auto& fields, auto& policy) {
    fields("file", policy.file);
    fields("read_from", policy.read_from);
    fields("max_runs", policy.max_runs);
    fields("min_runs", policy.min_runs);
    fields("on_missing", policy.on_missing);
    fields("on_mismatch", policy.on_mismatch);
    fields("max_age", policy.max_age);
  }
};

template <>
struct JsonFields<Waiver> {
  static void visit(auto& fields, auto& waiver) {
    fields("rule", waiver.rule);
    fields("max_increase", waiver.max_increase);
    fields("max_decrease", waiver.max_decrease);
    fields("reason", waiver.reason);
    fields("owner", waiver.owner);
    fields("expires", waiver.expires);
    fields("where", waiver.where);
  }
};

template <>
struct JsonFields<Demands> {
  static void visit(auto& fields, auto& demands) {
    fields("gate", demands.gate);
    fields("baseline", demands.baseline);
    fields("rules", demands.rules);
  }
};

}  // namespace loadgate
