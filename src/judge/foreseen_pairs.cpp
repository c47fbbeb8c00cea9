// SPDX-License-Identifier: Apache-2.0
#include "judge/foreseen_pairs.h"

#include <algorithm>
#include <cmath>

#include "judge/draft.h"
#include "judge/limit.h"
#include "judge/pair_evidence.h"
#include "judge/scope_values.h"
#include "judge/weigh.h"
#include "plan/pairs.h"
#include "stats/looks.h"
#include "stats/power.h"

namespace loadgate {
namespace {

/// Of the rule's statistic; nothing where no formula tells how much it varies.
std::optional<double> noise_of(const Rule& rule) {
  const Rational p = quantile_of(rule.statistic);
  if (is_quantile(p)) {
    return quantile_noise(to_double(p));
  }
  return rule.statistic == Statistic::mean ? std::optional(mean_noise()) : std::nullopt;
}

double relative(Asked asked, double log_change) {
  const double sign = sign_of(asked);
  return sign * std::expm1(sign * log_change);
}

}  // namespace

ForeseenPairs foresee_pairs(const Run& planned_run, const Question& question,
                            std::optional<std::uint64_t> planned, std::size_t blocking) {
  const Rule& rule = *question.rule;
  if (is_share(rule) || !planned) {
    return {};
  }
  const std::uint64_t evidence = *planned * planned_pairs / planned_windows;
  const std::uint64_t pairs =
      std::min<std::uint64_t>(evidence / requests_of_a_part(rule), planned_pairs);
  if (pairs < fewest_pairs) {
    return {.sees = std::nullopt,
            .unmet = "too few requests: " + std::to_string(pairs) + " of " +
                     std::to_string(fewest_pairs) + " pairs"};
  }
  const std::optional<double> noise = noise_of(rule);
  const double tolerance = log_tolerance(question.asked, tolerance_in_force(question).value_or(0));
  if (!noise || !std::isfinite(tolerance)) {
    return {};
  }
  // All planned looks: a suspicion is followed up (docs/decisions/0005).
  const auto looks =
      static_cast<std::size_t>(1 + std::max<std::int64_t>(planned_run.gate.extend, 0));
  const auto all =
      static_cast<double>(pairs_at_looks(static_cast<std::size_t>(pairs), looks).back());
  const double requests = static_cast<double>(evidence) / static_cast<double>(pairs);
  const double error = std::sqrt(assumed_pair_variance(*noise, requests) / all);
  const double alpha = 1 - planned_run.gate.confidence;
  const double seen =
      change_seen(error, all - 1,
                  {.tolerance = tolerance,
                   .level = alpha * look_share(looks, blocking),
                   .blocking = rule.severity == Severity::error ? blocking : 1,
                   .is_strict = planned_run.gate.multiplicity == Multiplicity::strict});
  return {.sees = relative(question.asked, seen), .unmet = {}};
}

}  // namespace loadgate
