// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/template.h"

namespace loadgate {

enum class Statistic { mean, p50, p75, p90, p95, p99, p999, max, total, value };

/// What a finding in this state does to the exit status.
enum class Policy { pass, warn, fail };

/// `inconclusive` and `fail` do not compare, `ignore` and `warn` do.
enum class MismatchPolicy { ignore, warn, inconclusive, fail };

/// Over which comparisons "nothing has changed" is tested together: those that can block, the same
/// for "no more than is allowed", or each by itself.
enum class Multiplicity { holm, strict, none };

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
  std::optional<double> warn_at = {};   ///< a smaller tolerance that only warns
  std::optional<double> must_see = {};  ///< no pass where a change of this size could hide
  std::optional<double> max_increase_since_release = {};  ///< against the baseline's anchor
  std::string compare_to_phase = {};  ///< its tolerance is against this phase of the same run
};

/// No limit, no tolerance, every documented default: what a rule's own keys are written into.
Rule rule_without_demands();

/// True for metrics of whole flows: rules about them name scenarios, not steps.
bool is_about_flows(std::string_view metric);

struct GatePolicy {
  double confidence;  ///< 0.95
  Policy on_inconclusive;
  Multiplicity multiplicity = Multiplicity::holm;
  Policy policy_change = Policy::warn;  ///< `pass`: a removed or loosened rule is not told
  std::int64_t jobs = 1;                ///< 2: one job can only suspect, a second one decides
  std::int64_t extend = 2;  ///< paired mode: planned looks more while the evidence is undecided
};

struct BaselinePolicy {
  std::string file;       ///< relative to the spec
  std::string read_from;  ///< auto | tree | a git ref
  std::int64_t max_runs;
  std::int64_t min_runs;
  Policy on_missing;
  MismatchPolicy on_mismatch;
  std::optional<std::int64_t> max_age = {};  ///< ns; an older baseline is told
};

/// What a reviewer has accepted, of whom, and until when.
struct Waiver {
  std::string rule;  ///< a finding's key less its last word: "latency.p95 buy/pay [steady]"
  std::optional<double> max_increase;  ///< in place of the rule's tolerance; none: whatever it is
  std::optional<double> max_decrease;
  std::string reason;
  std::string owner;
  std::string expires;  ///< "2026-12-31": the last day on which it holds, UTC
  Position where;
  bool operator==(const Waiver&) const = default;
};

/// What a spec demands of a run.
struct Demands {
  GatePolicy gate;
  BaselinePolicy baseline;
  std::vector<Rule> rules;
};

}  // namespace loadgate
