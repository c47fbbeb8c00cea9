// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "spec/metric_name.h"
#include "spec/reading.h"

namespace loadgate {

// Values of a rule, whose form depends on the metric's unit. Each reports what it cannot read.

/// `at_most`, `at_least`: 400ms, 1%, 64k, 50/s; more than zero but for fractions.
std::optional<double> read_limit(const SpecNode& node, const MetricName& metric, Reading& reading);
/// `max_increase`, `max_decrease`: 0.5pp where the metric is a fraction, else 10%.
std::optional<double> read_tolerance(const SpecNode& node, const MetricName& metric,
                                     std::string_view key, Reading& reading);
/// `min_delta`: as a limit, in percentage points where the metric is a fraction.
std::optional<double> read_delta(const SpecNode& node, const MetricName& metric, Reading& reading);

}  // namespace loadgate
