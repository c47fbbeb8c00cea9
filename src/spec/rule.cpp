// SPDX-License-Identifier: Apache-2.0
#include "spec/rule.h"

namespace loadgate {

Rule rule_without_demands() {
  return Rule{.metric = {},
              .statistic = Statistic::value,
              .step = {},
              .phase = {},
              .at_most = std::nullopt,
              .at_least = std::nullopt,
              .max_increase = std::nullopt,
              .max_decrease = std::nullopt,
              .min_delta = 0,
              .min_extra = 3,
              .min_samples = std::nullopt,
              .severity = Severity::error,
              .on_no_data = Policy::fail,
              .origin = RuleOrigin::spec,
              .where = {.line = 0, .column = 0}};
}

bool is_about_flows(std::string_view metric) {
  return metric == "iteration";
}

}  // namespace loadgate
