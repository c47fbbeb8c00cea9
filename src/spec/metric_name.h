// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/reading.h"
#include "spec/rule.h"

namespace loadgate {

/// What a rule's `metric` names.
struct MetricChoice {
  MetricName metric;
  std::string name;  ///< with the suffix of error_rate
  Statistic statistic;
};

/// Reports metrics and statistics that are unknown, not built, missing or too many.
std::optional<MetricChoice> read_metric(const SpecNode& node, Reading& reading);

/// Every text that `metric` accepts: "latency.p95", "error_rate.timeout", "throughput".
std::vector<std::string> metric_texts(const Vocabulary& vocabulary);

}  // namespace loadgate
