// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/mappings.h"
#include "spec/metric_name.h"
#include "spec/rule_values.h"

namespace loadgate {
namespace {

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
};

template <const SpecNode* RuleDraft::*field>
void keep(const SpecNode& value, Reading& /*reading*/, RuleDraft& draft) {
  draft.*field = &value;
}

constexpr std::array severity_words{
    Word<Severity>{"error", Severity::error}, Word<Severity>{"warn", Severity::warn},
    Word<Severity>{"info", Severity::info}, Word<Severity>{"off", Severity::off}};

constexpr auto rule_keys = std::to_array<Key<RuleDraft>>({
    {{"metric",
      "metric",
      "What is judged, with its statistic where it has one.",
      {},
      "latency.p95",
      Presence::required},
     keep<&RuleDraft::metric>},
    {{"step", "pattern", "`scenario/step`; `*` and `?` stand for any text and one character.",
      "every step", "main/*", Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       set(draft.rule.step, read_text(value, reading));
     }},
    {{"phase", "pattern", "Name or pattern of phases.",
      "each measured phase of constant rate or fixed iterations", "steady", Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       set(draft.rule.phase, read_text(value, reading));
     }},
    {{"class", "pattern", "Name or pattern of classes of the data that the step uses.",
      "all classes together", "short", Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       draft.data_class = &value;
       set(draft.rule.data_class, read_text(value, reading));
     }},
    {{"at_most",
      "limit",
      "Absolute limit, with or without a baseline, where less is better.",
      {},
      "400ms",
      Presence::optional},
     keep<&RuleDraft::at_most>},
    {{"at_least", "limit", "Absolute limit where more is better.", {}, "40/s", Presence::optional},
     keep<&RuleDraft::at_least>},
    {{"max_increase",
      "tolerance",
      "Tolerance against the baseline: percent, for rates percentage points.",
      {},
      "10%",
      Presence::optional},
     keep<&RuleDraft::max_increase>},
    {{"max_decrease", "tolerance", "The same where more is better.", {}, "5%", Presence::optional},
     keep<&RuleDraft::max_decrease>},
    {{"min_delta", "difference", "The tolerance is broken only by a change above this, too.", "0",
      "5ms", Presence::optional},
     keep<&RuleDraft::min_delta>},
    {{"min_extra", "count", "Of error rates: by so many errors more, too.", "3", "5",
      Presence::optional},
     keep<&RuleDraft::min_extra>},
    {{"severity", "severity", "`error` blocks; `off` also removes the default rule or guard.",
      "error", "warn", Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       set(draft.rule.severity, read_word<Severity>(value, reading, severity_words));
     }},
    {{"min_samples", "count", "Fewer samples are inconclusive.",
      "what the statistic needs (p95: 59, p99: 299)", "300", Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       draft.rule.min_samples = read_count(value, reading, {.low = 1, .high = 1'000'000'000});
     }},
    {{"on_no_data", "policy", "What happens without any sample.", "fail", "warn",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       set(draft.rule.on_no_data, read_policy(value, reading));
     }},
    not_yet<RuleDraft>("compare_to_phase"),
    not_yet<RuleDraft>("max_increase_since_release"),
    not_yet<RuleDraft>("must_see"),
    not_yet<RuleDraft>("warn_at", "a second rule with 'severity: warn' does the same"),
});

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
    Direction{"max_decrease", "max_increase", Better::higher, &RuleDraft::max_decrease}};

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

/// `min_delta` and `min_extra` say when a tolerance is broken: alone they have no effect.
void check_companions(const RuleDraft& draft, const MetricChoice& choice, Reading& reading) {
  const bool has_tolerance = draft.max_increase != nullptr || draft.max_decrease != nullptr;
  for (const auto& [node, key] :
       {std::pair(draft.min_delta, "min_delta"), std::pair(draft.min_extra, "min_extra")}) {
    if (node != nullptr && !has_tolerance) {
      reading.fail(node->where,
                   "'" + std::string(key) +
                       "' has no effect without 'max_increase' or "
                       "'max_decrease'",
                   "it says how large a change must be for these");
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

void read_values(const RuleDraft& draft, const MetricName& metric, Rule& rule, Reading& reading) {
  if (draft.at_most != nullptr) {
    rule.at_most = read_limit(*draft.at_most, metric, reading);
  }
  if (draft.at_least != nullptr) {
    rule.at_least = read_limit(*draft.at_least, metric, reading);
  }
  if (draft.max_increase != nullptr) {
    rule.max_increase = read_tolerance(*draft.max_increase, metric, "max_increase", reading);
  }
  if (draft.max_decrease != nullptr) {
    rule.max_decrease = read_tolerance(*draft.max_decrease, metric, "max_decrease", reading);
  }
  if (draft.min_delta != nullptr) {
    set(rule.min_delta, read_delta(*draft.min_delta, metric, reading));
  }
  if (draft.min_extra != nullptr) {
    set(rule.min_extra, read_count(*draft.min_extra, reading, {.low = 0, .high = 1'000'000}));
  }
}

RuleDraft empty_draft(Position where) {
  RuleDraft draft{.rule = rule_without_demands(),
                  .metric = nullptr,
                  .at_most = nullptr,
                  .at_least = nullptr,
                  .max_increase = nullptr,
                  .max_decrease = nullptr,
                  .min_delta = nullptr,
                  .min_extra = nullptr,
                  .data_class = nullptr};
  draft.rule.where = where;
  return draft;
}

}  // namespace

void read_rules(const SpecNode& node, Reading& reading, std::vector<Rule>& rules) {
  if (!is_list(node, reading, "a list of rules")) {
    return;
  }
  for (const SpecNode& item : node.items) {
    RuleDraft draft = empty_draft(item.where);
    if (!read_mapping<RuleDraft>(item, "rule", rule_keys, reading, draft) ||
        draft.metric == nullptr) {
      continue;
    }
    if (const std::optional<MetricChoice> choice = read_metric(*draft.metric, reading)) {
      draft.rule.metric = choice->name;
      draft.rule.statistic = choice->statistic;
      check_directions(draft, *choice, reading);
      check_companions(draft, *choice, reading);
      check_class(draft, *choice, reading);
      read_values(draft, choice->metric, draft.rule, reading);
    }
    rules.push_back(draft.rule);
  }
}

std::vector<MappingDescription> describe_rules() {
  return {describe<RuleDraft>("rule", "A limit or a tolerance, or both, which are judged apart.",
                              {}, rule_keys)};
}

}  // namespace loadgate
