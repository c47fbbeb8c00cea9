// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "judge/pair_differences.h"
#include "judge/paired_draft.h"
#include "stats/distributions.h"
#include "stats/power.h"
#include "stats/signed_rank.h"

namespace loadgate {
namespace {

/// One rule about a ratio with what its pairs say.
struct RatioCase {
  const PairedRule& rule;
  const FigurePairs& evidence;
  const PairedTerms& terms;
  PairDifferences differences;
  double tolerance;  // δ

  double harm_of(double ratio) const {
    return harm_in_units(rule.better, ratio, evidence.base->value);
  }
  bool is_small(double ratio) const { return harm_of(ratio) <= rule.min_delta; }
};

/// Without a ratio: as much as `min_delta` may be lost.
PairedDraft draft_with_zero_base(const PairedRule& rule, const FigurePairs& evidence) {
  const double now = evidence.candidate ? evidence.candidate->value : 0;
  const double harm = harm_sign(rule.better) * (now - evidence.base->value);
  const bool is_censored = evidence.candidate && evidence.candidate->is_censored;
  PairedVerdict verdict = bare_verdict(PairedState::pass, PairedReason::zero_base);
  if (is_censored || (harm > rule.min_delta && rule.min_delta <= 0)) {
    verdict.state = PairedState::inconclusive;
  }
  return {.verdict = verdict, .is_beyond = harm > rule.min_delta && rule.min_delta > 0};
}

/// Noise of a look after all planned ones: suspicion is followed up, so that is what a change has
/// to get past. The looks have S, 3S/2, 2S pairs: (look + 1)/2 of the first.
std::optional<double> ratio_seen(const RatioCase& judged, double noise) {
  const PairedGate& gate = judged.terms.gate;
  const double growth =
      static_cast<double>(gate.planned_looks + 1) / static_cast<double>(gate.look + 1);
  const auto pairs = static_cast<double>(judged.differences.to_fail.size());
  if (!std::isfinite(noise) || !std::isfinite(judged.tolerance)) {
    return std::nullopt;
  }
  const double log_change = change_seen(
      noise / t_quantile(1 - judged.terms.level, pairs - 1) / std::sqrt(growth), pairs * growth - 1,
      {.tolerance = judged.tolerance,
       .level = judged.terms.level,
       .blocking = judged.rule.blocks ? judged.terms.blocking : 1,
       .is_strict = judged.terms.gate.is_strict});
  const double sign = harm_sign(judged.rule.better);
  return std::max(sign * std::expm1(sign * log_change),
                  judged.rule.min_delta / judged.evidence.base->value);
}

double p_of_ratio(const RatioCase& judged) {
  std::vector<double> differences = judged.differences.to_fail;
  if (judged.terms.gate.is_strict) {
    for (double& difference : differences) {
      difference -= judged.tolerance;
    }
  }
  return signed_rank_p(differences);
}

/// The whole run is worse than allowed although most pairs are not.
bool is_concentrated(const RatioCase& judged) {
  const double ratio = harm_sign(judged.rule.better) *
                       std::log(judged.evidence.candidate->value / judged.evidence.base->value);
  return ratio > judged.tolerance && !judged.is_small(ratio);
}

/// May it pass, and if so how sure; else why not.
PairedReason reason_of_ratio(const RatioCase& judged, double estimate, double at_most) {
  const auto is_within = [&judged](double ratio) {
    return ratio <= judged.tolerance || judged.is_small(ratio);
  };
  if (!is_within(estimate)) {
    return PairedReason::between;
  }
  const bool is_censored = judged.differences.is_any_censored;
  if (judged.evidence.candidate->is_censored ||
      (is_censored && !is_within(hodges_lehmann(judged.differences.to_pass)))) {
    return PairedReason::censored;
  }
  if (is_concentrated(judged)) {
    return PairedReason::concentrated;
  }
  return at_most <= judged.tolerance ? PairedReason::shown : PairedReason::no_sign;
}

void weigh_ratio(const RatioCase& judged, PairedDraft& draft) {
  PairedVerdict& verdict = draft.verdict;
  const std::vector<double>& differences = judged.differences.to_fail;
  const double estimate = hodges_lehmann(differences);
  const double low = walsh_lower(differences, judged.terms.level);
  const double high = walsh_upper(judged.differences.to_pass, judged.terms.level);
  verdict.estimate = estimate;
  verdict.at_least = low;
  verdict.at_most = high;
  verdict.p_value = p_of_ratio(judged);
  verdict.sees = ratio_seen(judged, estimate - low);
  verdict.pairs_beyond = static_cast<std::size_t>(std::ranges::count_if(
      differences, [&](double difference) { return difference > judged.tolerance; }));
  draft.is_beyond = low > judged.tolerance && !judged.is_small(estimate);
  verdict.is_warned = judged.rule.warn_at && !judged.is_small(estimate) &&
                      low > log_tolerance_of(judged.rule.better, *judged.rule.warn_at);
  verdict.reason = reason_of_ratio(judged, estimate, high);
  const bool passes =
      verdict.reason == PairedReason::shown || verdict.reason == PairedReason::no_sign;
  verdict.state = passes ? PairedState::pass : PairedState::inconclusive;
  verdict.is_improved =
      passes && high < -judged.tolerance && -judged.harm_of(estimate) > judged.rule.min_delta;
}

}  // namespace

PairedDraft draft_pairs(const PairedRule& rule, const FigurePairs& evidence,
                        const PairedTerms& terms) {
  if (!evidence.base) {
    return {.verdict = bare_verdict(PairedState::new_step, PairedReason::nothing_to_compare),
            .is_beyond = false};
  }
  if (!evidence.base->is_censored && evidence.base->value <= 0) {
    return draft_with_zero_base(rule, evidence);
  }
  const RatioCase judged{.rule = rule,
                         .evidence = evidence,
                         .terms = terms,
                         .differences = differences_of(evidence, rule.better),
                         .tolerance = log_tolerance_of(rule.better, rule.tolerance)};
  PairedDraft draft{.verdict = bare_verdict(PairedState::inconclusive, PairedReason::too_few_pairs),
                    .is_beyond = false};
  draft.verdict.pairs = judged.differences.to_fail.size();
  if (is_testable(evidence)) {
    weigh_ratio(judged, draft);
    demand_sight(rule, draft.verdict);
  }
  return draft;
}

}  // namespace loadgate
