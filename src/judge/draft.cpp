// SPDX-License-Identifier: Apache-2.0
#include "judge/draft.h"

#include <cmath>
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
  finding.tolerance = question.asked == Asked::increase   ? rule.max_increase
                      : question.asked == Asked::decrease ? rule.max_decrease
                                                          : std::nullopt;
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
               .tolerance = 0};
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
         (draft.comparison || draft.rates);
}

double family_p(const Draft& draft) {
  if (draft.rates) {
    return p_of_difference(*draft.rates, 0);
  }
  if (draft.comparison->standard_error > 0) {
    return p_of_no_increase(*draft.comparison);
  }
  return draft.comparison->estimate > 0 ? 0.0 : 1.0;
}

}  // namespace loadgate
