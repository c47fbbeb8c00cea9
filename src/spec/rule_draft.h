// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/metric_name.h"
#include "spec/reading.h"
#include "spec/rule.h"

namespace loadgate {

/// A rule whose values wait until its metric, and so their form, is known.
struct RuleDraft {
  Rule rule;
  const SpecNode* metric;
  const SpecNode* at_most;
  const SpecNode* at_least;
  const SpecNode* max_increase;
  const SpecNode* max_decrease;
  const SpecNode* min_delta;
  const SpecNode* min_extra;
  const SpecNode* data_class;
  const SpecNode* since_release;
  const SpecNode* warn_at;
  const SpecNode* must_see;
  const SpecNode* compare_to_phase;
};

/// Keys that do not fit to the metric, or have no effect beside the others.
void check_rule_keys(const RuleDraft& draft, const MetricChoice& choice, Reading& reading);

/// Values that make each other useless, once they are read.
void check_rule_values(const RuleDraft& draft, const Rule& rule, Reading& reading);

}  // namespace loadgate
