// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spec/template.h"

namespace loadgate {

enum class Statistic { mean, p50, p75, p90, p95, p99, p999, max, total, value };

/// What a finding in this state does to the exit status.
enum class Policy { pass, warn, fail };

/// `inconclusive` and `fail` do not compare, `ignore` and `warn` do.
enum class MismatchPolicy { ignore, warn, inconclusive, fail };

enum class Severity { off, info, warn, error };

enum class RuleOrigin {
  spec,     ///< written by the user
  assumed,  ///< the default rules, used where the spec has none
  guard,    ///< the error guard, in every spec
};

/// Values are in the metric's base unit: nanoseconds, fractions (5 % is 0.05), bytes, per second.
/// A tolerance of a rate metric (unit `fraction`) is in the same unit (0.5pp is 0.005), of every
/// other metric it is relative to the baseline (10 % is 0.1).
struct Rule {
  std::string metric;   ///< a name of the metric table; `error_rate.timeout` keeps its suffix
  Statistic statistic;  ///< `value` for metrics that are one number (rates)
  std::string step;     ///< pattern over `scenario/step`, `*` and `?`; empty: every step
  std::string phase;    ///< pattern; empty: each measured phase of constant rate or iterations
  std::optional<double> at_most;
  std::optional<double> at_least;
  std::optional<double> max_increase;
  std::optional<double> max_decrease;
  double min_delta;        ///< in the base unit
  std::int64_t min_extra;  ///< errors
  std::optional<std::int64_t> min_samples;
  Severity severity;
  Policy on_no_data;
  RuleOrigin origin;
  Position where;               ///< line 0 for rules without a line
  std::string data_class = {};  ///< pattern over the classes of the data; empty: all together
  bool is_elsewhere = false;    ///< its phases belong to other profiles: listed, never judged
};

/// No limit, no tolerance, every documented default: what a rule's own keys are written into.
Rule rule_without_demands();

/// True for metrics of whole flows: rules about them name scenarios, not steps.
bool is_about_flows(std::string_view metric);

struct GatePolicy {
  double confidence;  ///< 0.95
  Policy on_inconclusive;
  std::int64_t extend = 2;  ///< paired mode: planned looks more while the evidence is undecided
};

struct BaselinePolicy {
  std::string file;       ///< relative to the spec
  std::string read_from;  ///< auto | tree | a git ref
  std::int64_t max_runs;
  std::int64_t min_runs;
  Policy on_missing;
  MismatchPolicy on_mismatch;
};

}  // namespace loadgate
