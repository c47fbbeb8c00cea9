// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <set>
#include <string>

#include "spec/mappings.h"
#include "spec/rule_values.h"

namespace loadgate {
namespace {

/// A waiver whose tolerance waits until its rule's metric is known.
struct WaiverDraft {
  Waiver waiver;
  const SpecNode* rule;
  const SpecNode* max_increase;
  const SpecNode* max_decrease;
};

/// "2026-12-31", a day that the calendar has.
bool is_date(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  const auto fits = [](char c, char place) {
    return place == 'd' ? c >= '0' && c <= '9' : c == place;
  };
  if (!std::ranges::equal(text, form, fits)) {
    return false;
  }
  const auto number = [text](std::size_t begin, std::size_t length) {
    return static_cast<unsigned>(std::stoul(std::string(text.substr(begin, length))));
  };
  const bool is_counted = number(0, 4) >= 1970 && number(0, 4) <= 2261;  // in nanoseconds
  return is_counted &&
         std::chrono::year_month_day{std::chrono::year{static_cast<int>(number(0, 4))},
                                     std::chrono::month{number(5, 2)},
                                     std::chrono::day{number(8, 2)}}
             .ok();
}

void read_date(const SpecNode& value, Reading& reading, WaiverDraft& draft) {
  std::optional<std::string> text = read_text(value, reading);
  if (text && !is_date(*text)) {
    reading.fail(value.where, "'" + *text + "' is no date",
                 "the last day on which the waiver holds, such as 2026-12-31");
    return;
  }
  set(draft.waiver.expires, std::move(text));
}

constexpr auto waiver_keys = std::to_array<Key<WaiverDraft>>({
    {{"rule",
      "finding",
      "What is waived, as reports call it, less the last word.",
      {},
      "\"latency.p95 main/GET /b [load]\"",
      Presence::required},
     [](const SpecNode& value, Reading& reading, WaiverDraft& draft) {
       draft.rule = &value;
       set(draft.waiver.rule, read_text(value, reading));
     }},
    {{"max_increase", "tolerance", "In place of the rule's own tolerance.",
      "whatever the change is", "30%", Presence::optional},
     [](const SpecNode& value, Reading& /*reading*/, WaiverDraft& draft) {
       draft.max_increase = &value;
     }},
    {{"max_decrease", "tolerance", "The same where more is better.", "whatever the change is",
      "30%", Presence::optional},
     [](const SpecNode& value, Reading& /*reading*/, WaiverDraft& draft) {
       draft.max_decrease = &value;
     }},
    {{"reason", "text", "Why it is accepted.", {}, "fraud check", Presence::required},
     [](const SpecNode& value, Reading& reading, WaiverDraft& draft) {
       set(draft.waiver.reason, read_text(value, reading));
     }},
    {{"owner", "text", "Who answers for it.", {}, "payments", Presence::required},
     [](const SpecNode& value, Reading& reading, WaiverDraft& draft) {
       set(draft.waiver.owner, read_text(value, reading));
     }},
    {{"expires",
      "date",
      "The last day on which it holds (UTC); after it the gate fails.",
      {},
      "2027-01-31",
      Presence::required},
     read_date},
});

constexpr std::string_view name_form =
    "write it as the report does, such as \"latency.p95 buy/pay [steady]\"";

/// The metric that the name begins with; reports what cannot be the name of a finding.
std::optional<MetricChoice> metric_of(const WaiverDraft& draft, Reading& reading) {
  const std::string& name = draft.waiver.rule;
  const std::size_t space = name.find(' ');
  const bool has_phase = name.ends_with(']') && name.find(" [", space + 1) != std::string::npos;
  if (space == std::string::npos || !has_phase) {
    reading.fail(draft.rule->where, "'" + name + "' names no rule of a report",
                 std::string(name_form));
    return std::nullopt;
  }
  SpecNode metric = *draft.rule;
  metric.text = name.substr(0, space);
  return read_metric(metric, reading);
}

void read_tolerances(const WaiverDraft& draft, const MetricChoice& choice, Waiver& waiver,
                     Reading& reading) {
  const bool more = choice.metric.better == Better::higher;
  const SpecNode* wrong = more ? draft.max_increase : draft.max_decrease;
  if (wrong != nullptr) {
    reading.fail(wrong->where,
                 std::string(more ? "'max_increase'" : "'max_decrease'") + " on '" + choice.name +
                     "', where " + (more ? "more" : "less") + " is better",
                 more ? "write 'max_decrease'" : "write 'max_increase'");
  }
  if (!more && draft.max_increase != nullptr) {
    waiver.max_increase =
        read_tolerance(*draft.max_increase, choice.metric, "max_increase", reading);
  }
  if (more && draft.max_decrease != nullptr) {
    waiver.max_decrease =
        read_tolerance(*draft.max_decrease, choice.metric, "max_decrease", reading);
  }
}

/// "step buy/pay", which was removed; "gate.on_inconclusive", a policy that became weaker.
bool is_of_no_rule(const std::string& name) {
  const bool is_policy = name.starts_with("gate.") || name.starts_with("baseline.");
  return name.starts_with("step ") || (is_policy && name.find(' ') == std::string::npos);
}

void refuse_tolerances(const WaiverDraft& draft, Reading& reading) {
  for (const SpecNode* node : {draft.max_increase, draft.max_decrease}) {
    if (node != nullptr) {
      reading.fail(node->where, "steps that are gone and policies have no tolerance", "remove it");
    }
  }
}

WaiverDraft empty_waiver(Position where) {
  return {.waiver = {.rule = {},
                     .max_increase = std::nullopt,
                     .max_decrease = std::nullopt,
                     .reason = {},
                     .owner = {},
                     .expires = {},
                     .where = where},
          .rule = nullptr,
          .max_increase = nullptr,
          .max_decrease = nullptr};
}

}  // namespace

void read_waivers(const SpecNode& node, Reading& reading, std::vector<Waiver>& waivers) {
  if (!is_list(node, reading, "a list of waivers")) {
    return;
  }
  std::set<std::string> seen;
  for (const SpecNode& item : node.items) {
    WaiverDraft draft = empty_waiver(item.where);
    if (!read_mapping<WaiverDraft>(item, "waiver", waiver_keys, reading, draft) ||
        draft.waiver.rule.empty()) {
      continue;
    }
    if (!seen.insert(draft.waiver.rule).second) {
      reading.fail(draft.rule->where, "a second waiver for '" + draft.waiver.rule + "'",
                   "keep one of them");
    }
    if (is_of_no_rule(draft.waiver.rule)) {
      refuse_tolerances(draft, reading);
    } else if (const std::optional<MetricChoice> choice = metric_of(draft, reading)) {
      read_tolerances(draft, *choice, draft.waiver, reading);
    }
    waivers.push_back(draft.waiver);
  }
}

std::vector<MappingDescription> describe_waivers() {
  return {
      describe<WaiverDraft>("waiver", "A rule that need not hold for a while.", {}, waiver_keys)};
}

}  // namespace loadgate
