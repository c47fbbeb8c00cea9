// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/mappings.h"
#include "spec/rule_draft.h"
#include "spec/rule_values.h"

namespace loadgate {
namespace {

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
    {{"warn_at",
      "tolerance",
      "A smaller tolerance that warns, where the rule's own one does not fail.",
      {},
      "6%",
      Presence::optional},
     keep<&RuleDraft::warn_at>},
    {{"must_see",
      "tolerance",
      "No pass where a change of this size would not have been seen in 4 runs of 5.",
      {},
      "25%",
      Presence::optional},
     keep<&RuleDraft::must_see>},
    {{"max_increase_since_release",
      "tolerance",
      "Tolerance against the runs of the last release (`baseline promote --release`).",
      {},
      "20%",
      Presence::optional},
     keep<&RuleDraft::since_release>},
    {{"compare_to_phase",
      "name",
      "The tolerance is against this phase of the same run, and needs no baseline.",
      {},
      "before",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, RuleDraft& draft) {
       draft.compare_to_phase = &value;
       set(draft.rule.compare_to_phase, read_name(value, reading));
     }},
});

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
  // The counterpart of a share's decrease: below 100 %.
  const std::string_view most = metric.better == Better::higher ? "max_decrease" : "max_increase";
  if (draft.warn_at != nullptr) {
    rule.warn_at = read_tolerance(*draft.warn_at, metric, most, reading);
  }
  if (draft.must_see != nullptr) {
    rule.must_see = read_tolerance(*draft.must_see, metric, most, reading);
  }
  if (draft.since_release != nullptr) {
    rule.max_increase_since_release =
        read_tolerance(*draft.since_release, metric, "max_increase_since_release", reading);
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
                  .data_class = nullptr,
                  .since_release = nullptr,
                  .warn_at = nullptr,
                  .must_see = nullptr,
                  .compare_to_phase = nullptr};
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
      check_rule_keys(draft, *choice, reading);
      read_values(draft, choice->metric, draft.rule, reading);
      check_rule_values(draft, draft.rule, reading);
    }
    rules.push_back(draft.rule);
  }
}

std::vector<MappingDescription> describe_rules() {
  return {describe<RuleDraft>("rule", "A limit or a tolerance, or both, which are judged apart.",
                              {}, rule_keys)};
}

}  // namespace loadgate
