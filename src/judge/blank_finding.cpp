// SPDX-License-Identifier: Apache-2.0
#include "judge/blank_finding.h"

#include <utility>

#include "judge/expand.h"
#include "metric/metric.h"

namespace loadgate {

Finding blank_finding(std::string key, FindingKind kind) {
  return Finding{.key = std::move(key),
                 .kind = kind,
                 .state = State::pass,
                 .blocks = Blocks::nothing,
                 .severity = Severity::error,
                 .origin = RuleOrigin::guard,
                 .metric = {},
                 .step = {},
                 .phase = {},
                 .unit = Unit::count,
                 .better = Better::lower,
                 .where = {.line = 0, .column = 0},
                 .baseline = std::nullopt,
                 .now = std::nullopt,
                 .change = std::nullopt,
                 .limit = std::nullopt,
                 .tolerance = std::nullopt,
                 .min_delta = 0,
                 .interval_low = std::nullopt,
                 .interval_high = std::nullopt,
                 .p_value = std::nullopt,
                 .sees = std::nullopt,
                 .samples = 0,
                 .survivors_only = false,
                 .reason = {},
                 .advice = {},
                 .policy = Policy::pass};
}

Finding blank_finding(std::string key, FindingKind kind, const Rule& rule) {
  Finding finding = blank_finding(std::move(key), kind);
  finding.severity = rule.severity;
  finding.origin = rule.origin;
  finding.metric = metric_label(rule);
  finding.where = rule.where;
  finding.min_delta = rule.min_delta;
  if (const Metric* metric = find_metric(rule.metric)) {
    finding.unit = metric->name.unit;
    finding.better = metric->name.better;
  }
  return finding;
}

}  // namespace loadgate
