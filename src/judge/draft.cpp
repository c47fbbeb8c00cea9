// SPDX-License-Identifier: Apache-2.0
#include "judge/draft.h"

#include <algorithm>
#include <utility>

#include "judge/blank_finding.h"
#include "judge/words.h"

namespace loadgate {
namespace {

Finding finding_of(const Question& question) {
  const Rule& rule = *question.rule;
  const FindingKind kind =
      is_comparison(question.asked) ? FindingKind::increase : FindingKind::limit;
  Finding finding = blank_finding(question.key, kind, rule);
  finding.step = question.step;
  finding.phase = question.phase;
  finding.data_class = question.data_class;
  finding.limit = question.asked == Asked::at_most    ? rule.at_most
                  : question.asked == Asked::at_least ? rule.at_least
                                                      : std::nullopt;
  finding.tolerance = tolerance_in_force(question);
  const bool has_warning = question.asked == Asked::increase || question.asked == Asked::decrease;
  finding.warn_at = has_warning ? rule.warn_at : std::nullopt;
  finding.against = question.other_phase;
  return finding;
}

/// Requests of the scope over all runs, and how many of them succeeded.
std::pair<std::uint64_t, std::uint64_t> requests_in(const Case& judged, const Question& question) {
  std::pair<std::uint64_t, std::uint64_t> sum{0, 0};
  for (const ScopeTable& figures : judged.measured.tables) {
    if (const ScopeFigures* scope = find_scope(figures, question)) {
      sum.first += scope->requests;
      sum.second += scope->successes;
    }
  }
  return sum;
}

}  // namespace

std::optional<double> own_tolerance(const Question& question) {
  const Rule& rule = *question.rule;
  return question.asked == Asked::increase        ? rule.max_increase
         : question.asked == Asked::decrease      ? rule.max_decrease
         : question.asked == Asked::since_release ? rule.max_increase_since_release
                                                  : std::nullopt;
}

std::optional<double> tolerance_in_force(const Question& question) {
  const std::optional<double> own = own_tolerance(question);
  if (!own || question.waiver == nullptr) {
    return own;
  }
  const std::optional<double> waived = question.asked == Asked::decrease
                                           ? question.waiver->max_decrease
                                           : question.waiver->max_increase;
  return std::max(*own, waived.value_or(*own));
}

Draft draft_of(const Question& question) {
  return Draft{.question = question,
               .finding = finding_of(question),
               .trust = {.trust = Trust::trusted, .reason = {}},
               .is_settled = false,
               .is_beyond = false,
               .may_pass = false,
               .is_improved = false,
               .is_net = false,
               .as_measured = std::nullopt,
               .comparison = std::nullopt,
               .rates = std::nullopt,
               .tolerance = 0,
               .p_no_change = 1,
               .p_allowed = 1,
               .is_warned = false,
               .needs_waiver = false,
               .pairs = std::nullopt,
               .old_errors = 0,
               .noise = std::nullopt};
}

Draft settled(Draft draft, State state, std::string reason, std::string advice) {
  draft.is_settled = true;
  draft.finding.state = state;
  draft.finding.reason = std::move(reason);
  draft.finding.advice = std::move(advice);
  return draft;
}

Draft settled_no_data(Draft draft, const Case& judged) {
  const auto [requests, successes] = requests_in(judged, draft.question);
  if (requests == 0) {
    return settled(std::move(draft), State::no_data, "no request reached this step in this phase",
                   "see why the steps before it end their flows");
  }
  if (successes == 0) {
    return settled(std::move(draft), State::no_data,
                   requests == 1 ? "its only request failed"
                                 : "all " + count_words(requests, "request") + " failed",
                   "look at the errors first");
  }
  return settled(std::move(draft), State::no_data,
                 "none of " + count_words(requests, "request") + " has a value for this metric");
}

bool is_in_family(const Draft& draft) {
  return !draft.is_settled && draft.finding.severity == Severity::error &&
         (draft.comparison || draft.rates || (draft.pairs && draft.pairs->p_value));
}

double family_p(const Draft& draft, Multiplicity multiplicity) {
  return multiplicity == Multiplicity::strict ? draft.p_allowed : draft.p_no_change;
}

}  // namespace loadgate
