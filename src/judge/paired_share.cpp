// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "judge/pair_differences.h"
#include "judge/paired_draft.h"
#include "stats/paired_rates.h"

namespace loadgate {
namespace {

/// A share can grow by less than everything.
constexpr double most_points = 1 - 1e-9;

RateRule rate_rule(const PairedRule& rule, const PairedTerms& terms) {
  const auto rules = static_cast<double>(std::max<std::size_t>(terms.blocking, 1));
  return {.tolerance = std::clamp(rule.tolerance, 0.0, most_points),
          .min_delta = rule.min_delta,
          .min_extra = rule.min_extra,
          .alpha = terms.level,
          .family_alpha = rule.blocks ? terms.level / rules : terms.level};
}

/// Of "no change", or where Holm asks about the tolerance of that as well.
double p_of_share(const PairedRates& rates, double tolerance, bool is_strict) {
  const double fisher = p_of_no_increase(rates);
  if (!is_strict) {
    return fisher;
  }
  MeanDifference above = rates.mean;
  above.estimate -= tolerance;
  return std::max(fisher, p_of_no_increase(above));
}

void weigh_share(const PairedRates& rates, const RateRule& asked, const PairedRule& rule,
                 const PairedTerms& terms, PairedDraft& draft) {
  PairedVerdict& verdict = draft.verdict;
  verdict.estimate = rates.mean.estimate;
  verdict.at_least = lower_bound(rates.mean, terms.level);
  verdict.at_most = upper_bound(rates.mean, terms.level);
  verdict.p_value = p_of_share(rates, asked.tolerance, terms.gate.is_strict);
  verdict.sees = smallest_difference_seen(rates, asked);
  draft.is_beyond = is_rate_violated(rates, asked);
  verdict.is_warned =
      rule.warn_at && *verdict.at_least > *rule.warn_at && rates.mean.estimate > rule.min_delta;
  verdict.state = PairedState::pass;
  verdict.reason =
      *verdict.at_most <= asked.tolerance ? PairedReason::shown : PairedReason::no_sign;
  verdict.is_improved = *verdict.at_most < -asked.tolerance;
}

}  // namespace

PairedDraft draft_pairs(const PairedRule& rule, const CountPairs& evidence,
                        const PairedTerms& terms) {
  const ArmCounts arms = arms_of(evidence);
  PairedDraft draft{.verdict = bare_verdict(PairedState::inconclusive, PairedReason::too_few_pairs),
                    .is_beyond = false};
  draft.verdict.pairs = arms.base.size();
  if (is_testable(evidence)) {
    const PairedRates rates = compare_rate_pairs(arms.candidate, arms.base);
    weigh_share(rates, rate_rule(rule, terms), rule, terms, draft);
    draft.verdict.pairs_beyond = static_cast<std::size_t>(
        std::ranges::count_if(evidence.pairs, [&rule](const CountPair& pair) {
          return share_of(pair.candidate) - share_of(pair.base) > rule.tolerance;
        }));
    demand_sight(rule, draft.verdict);
  }
  return draft;
}

}  // namespace loadgate
