// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/rule_draft.h"

namespace loadgate {
namespace {

/// A key for metrics of one direction and its counterpart for the other one.
struct Direction {
  std::string_view key;
  std::string_view instead;
  Better better;
  const SpecNode* RuleDraft::*node;
};
constexpr std::array directions{
    Direction{"at_most", "at_least", Better::lower, &RuleDraft::at_most},
    Direction{"at_least", "at_most", Better::higher, &RuleDraft::at_least},
    Direction{"max_increase", "max_decrease", Better::lower, &RuleDraft::max_increase},
    Direction{"max_decrease", "max_increase", Better::higher, &RuleDraft::max_decrease},
    Direction{"max_increase_since_release", "max_decrease", Better::lower,
              &RuleDraft::since_release}};

void check_directions(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  const bool more = choice.metric.better == Better::higher;
  bool has_condition = false;
  for (const Direction& direction : directions) {
    const SpecNode* node = draft.*direction.node;
    if (node == nullptr) {
      continue;
    }
    has_condition = true;
    if (direction.better != choice.metric.better) {
      reading.fail(node->where,
                   "'" + std::string(direction.key) + "' on '" + choice.name + "', where " +
                       (more ? "more" : "less") + " is better",
                   "write '" + std::string(direction.instead) + "'");
    }
  }
  if (!has_condition && draft.rule.severity != Severity::off) {
    reading.fail(draft.rule.where, "the rule has no limit and no tolerance",
                 more ? "add 'at_least' or 'max_decrease'" : "add 'at_most' or 'max_increase'");
  }
}

/// A key that says more about a tolerance: alone it has no effect.
struct Companion {
  std::string_view key;
  const SpecNode* RuleDraft::*node;
  bool (*has_tolerance)(const RuleDraft& draft);
  std::string_view needed;
  std::string_view hint;
};

bool has_own_tolerance(const RuleDraft& draft) {
  return draft.max_increase != nullptr || draft.max_decrease != nullptr;
}
bool has_any_tolerance(const RuleDraft& draft) {
  return has_own_tolerance(draft) || draft.since_release != nullptr;
}

constexpr std::string_view own_tolerance = "'max_increase' or 'max_decrease'";
constexpr std::array companions{
    Companion{"min_delta", &RuleDraft::min_delta, has_any_tolerance, own_tolerance,
              "it says how large a change must be for these"},
    Companion{"min_extra", &RuleDraft::min_extra, has_any_tolerance, own_tolerance,
              "it says how large a change must be for these"},
    Companion{"warn_at", &RuleDraft::warn_at, has_own_tolerance, own_tolerance,
              "it warns below these; a rule with 'severity: warn' warns by itself"},
    Companion{"must_see", &RuleDraft::must_see, has_any_tolerance, own_tolerance,
              "it says what must have been seen for a pass of these"},
    Companion{"compare_to_phase", &RuleDraft::compare_to_phase, has_own_tolerance, own_tolerance,
              "say how much worse than that phase this one may be"}};

void check_companions(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  for (const Companion& companion : companions) {
    const SpecNode* node = draft.*companion.node;
    if (node != nullptr && !companion.has_tolerance(draft)) {
      reading.fail(node->where,
                   "'" + std::string(companion.key) + "' has no effect without " +
                       std::string(companion.needed),
                   std::string(companion.hint));
    }
  }
  if (draft.min_extra != nullptr && !choice.name.starts_with("error_rate")) {
    reading.fail(draft.min_extra->where,
                 "'min_extra' counts errors, and '" + choice.name + "' has none",
                 "use 'min_delta'");
  }
}

/// Classes are of requests, not of whole flows.
void check_class(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  if (draft.data_class != nullptr && is_about_flows(choice.name)) {
    reading.fail(draft.data_class->where,
                 "'class' on '" + choice.name + "', which belongs to whole flows",
                 "only requests have a class: remove it, or judge 'latency' of a step");
  }
}

/// Blocks of time are drawn from both phases, so there must be one value a request.
void check_other_phase(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  if (draft.compare_to_phase == nullptr) {
    return;
  }
  const bool is_average =
      choice.statistic != Statistic::max && choice.statistic != Statistic::total;
  const bool is_comparable =
      choice.metric.shape == Shape::distribution ? is_average : choice.name == "error_rate";
  if (!is_comparable) {
    reading.fail(draft.metric->where,
                 "'" + draft.metric->text + "' cannot be compared between phases",
                 "percentiles, means and error_rate can");
  }
  if (draft.since_release != nullptr) {
    reading.fail(draft.since_release->where,
                 "'max_increase_since_release' and 'compare_to_phase' exclude each other",
                 "write two rules");
  }
}

}  // namespace

void check_rule_keys(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  check_directions(draft, choice, reading);
  check_companions(draft, choice, reading);
  check_class(draft, choice, reading);
  check_other_phase(draft, choice, reading);
}

void check_rule_values(const RuleDraft& draft, const Rule& rule, Reading& reading) {
  const std::optional<double> tolerance = rule.max_increase   ? rule.max_increase
                                          : rule.max_decrease ? rule.max_decrease
                                                              : rule.max_increase_since_release;
  if (rule.warn_at && tolerance && *rule.warn_at >= *tolerance) {
    reading.fail(draft.warn_at->where, "'warn_at' is not below the tolerance, so it never warns",
                 "a change above the tolerance fails");
  }
  if (rule.must_see && tolerance && *rule.must_see <= *tolerance) {
    reading.fail(draft.must_see->where,
                 "'must_see' is not above the tolerance, so no run could ever pass",
                 "what can be seen is always more than what is allowed");
  }
}

}  // namespace loadgate
