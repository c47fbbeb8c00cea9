// SPDX-License-Identifier: Apache-2.0
#include "report/outline.h"

#include <algorithm>
#include <array>

#include "judge/words.h"
#include "report/words.h"

namespace loadgate {
namespace {

using Group = std::vector<const Finding*> Outline::*;

struct GroupRow {
  State state;
  Group group;
};

constexpr std::array<GroupRow, 14> groups{{
    {State::pass, &Outline::holding},
    {State::improved, &Outline::holding},
    {State::new_step, &Outline::holding},
    {State::info, &Outline::warning},
    {State::warn, &Outline::warning},
    {State::fail, &Outline::failing},
    {State::suspect, &Outline::undecided},
    {State::policy_change, &Outline::warning},
    {State::waived, &Outline::warning},
    {State::missing, &Outline::warning},
    {State::no_data, &Outline::warning},
    {State::inconclusive, &Outline::undecided},
    {State::incomparable, &Outline::undecided},
    {State::no_baseline, &Outline::undecided},
}};

Group group_of(const Finding& finding) {
  return finding.blocks == Blocks::regression
             ? &Outline::failing
             : std::ranges::find(groups, finding.state, &GroupRow::state)->group;
}

std::size_t count_of(const std::vector<const Finding*>& findings, State state) {
  return static_cast<std::size_t>(
      std::ranges::count(findings, state, [](const Finding* finding) { return finding->state; }));
}

}  // namespace

Outline outline_of(const Report& report) {
  Outline outline{.failing = {}, .warning = {}, .undecided = {}, .holding = {}};
  for (const Finding& finding : report.judgement.findings) {
    (outline.*group_of(finding)).push_back(&finding);
  }
  return outline;
}

std::vector<const Finding*> not_holding(const Outline& outline) {
  std::vector<const Finding*> findings = outline.failing;
  for (const auto* group : {&outline.warning, &outline.undecided}) {
    findings.insert(findings.end(), group->begin(), group->end());
  }
  return findings;
}

std::string holding_text(const Outline& outline) {
  const std::size_t fresh = count_of(outline.holding, State::new_step);
  const std::size_t improved = count_of(outline.holding, State::improved);
  const std::size_t holding = outline.holding.size() - fresh;
  std::string text = count_words(holding, "rule") + (holding == 1 ? " holds" : " hold");
  if (improved > 0) {
    text += ", " + std::to_string(improved) + " of them improved";
  }
  if (fresh > 0) {
    text += "; " + count_words(fresh, "rule") + (fresh == 1 ? " has" : " have") +
            " nothing to compare with yet";
  }
  return text;
}

bool lacks_baseline(const Report& report) {
  return !report.judgement.pairing &&
         std::ranges::any_of(report.judgement.findings, [](const Finding& finding) {
           return finding.state == State::no_baseline && finding.policy != Policy::pass;
         });
}

}  // namespace loadgate
