// SPDX-License-Identifier: Apache-2.0
#include "verdict/gates.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/holm.h"
#include "stats/looks.h"
#include "stats/prediction.h"

namespace loadgate::verdict_bench {
namespace {

constexpr double typical = 1e8;            // ns: 100 ms
constexpr double least_change = 1e6;       // 1 ms, the default rule's
constexpr double error_tolerance = 0.005;  // the guard's
constexpr std::size_t least_runs = 5;      // baseline.min_runs

Figure figure_of(double log) {
  return {.value = typical * std::exp(log), .is_censored = false, .count = 1};
}

PairedRule rule_of(double tolerance, double min_delta) {
  return {.better = Better::lower,
          .tolerance = tolerance,
          .min_delta = min_delta,
          .min_extra = 3,
          .blocks = true,
          .must_see = std::nullopt,
          .warn_at = std::nullopt};
}

std::size_t pairs_at(std::size_t look) {
  return pairs_at_looks(first_pairs, look).back();
}

Outcome outcome_of(const std::vector<PairedVerdict>& verdicts) {
  const auto is = [&](PairedState state) {
    return std::ranges::find(verdicts, state, &PairedVerdict::state) != verdicts.end();
  };
  if (is(PairedState::fail)) {
    return Outcome::fail;
  }
  return is(PairedState::inconclusive) ? Outcome::undecided : Outcome::pass;
}

std::vector<double> figures_of_step(const std::vector<RunFigures>& runs, std::size_t step,
                                    double effect) {
  std::vector<double> logs;
  for (const RunFigures& run : runs) {
    logs.push_back(run.p95[step] + effect);
  }
  return logs;
}

std::vector<RateCount> errors_of_step(const std::vector<RunFigures>& runs, std::size_t step) {
  std::vector<RateCount> counts;
  for (const RunFigures& run : runs) {
    counts.push_back({run.errors[step], run.requests});
  }
  return counts;
}

/// What one rule says before Holm.
struct Draft {
  double p_value;
  bool is_beyond;
  bool may_pass;
};

Draft draft_latency(const std::vector<double>& pool, const std::vector<double>& jobs,
                    double tolerance) {
  const PoolComparison comparison = compare_with_pool(pool, jobs, least_runs);
  const double allowed = std::log1p(tolerance);
  const double centre =
      std::accumulate(pool.begin(), pool.end(), 0.0) / static_cast<double>(pool.size());
  const bool is_small =
      typical * std::exp(centre) * std::expm1(comparison.estimate) <= least_change;
  return {.p_value = p_of_no_increase(comparison),
          .is_beyond = lower_bound(comparison, alpha) > allowed && !is_small,
          .may_pass = comparison.estimate <= allowed || is_small};
}

Draft draft_errors(const std::vector<RateCount>& pool, const std::vector<RateCount>& jobs) {
  const RateComparison comparison = compare_rates(sum_of(jobs), pool);
  const bool is_beyond = is_rate_violated(comparison, {.tolerance = error_tolerance,
                                                       .min_delta = 0,
                                                       .min_extra = 3,
                                                       .alpha = alpha,
                                                       .family_alpha = alpha});
  return {
      .p_value = p_of_difference(comparison, 0), .is_beyond = is_beyond, .may_pass = !is_beyond};
}

}  // namespace

PairedFigures::PairedFigures(const PairedRun& run, std::size_t requests) : requests_(requests) {
  for (std::size_t at = 0; at < run.base.size(); ++at) {
    Step step;
    for (std::size_t pair = 0; pair < most_pairs; ++pair) {
      step.base.push_back(p95_of(run.base[at].logs, pair * requests, requests));
      step.candidate.push_back(p95_of(run.candidate[at].logs, pair * requests, requests));
    }
    for (std::size_t look = 1; pairs_at(look) <= most_pairs; ++look) {
      const std::size_t all = pairs_at(look) * requests;
      step.whole_base.push_back(p95_of(run.base[at].logs, 0, all));
      step.whole_candidate.push_back(p95_of(run.candidate[at].logs, 0, all));
    }
    step.base_errors = run.base[at].errors;
    step.candidate_errors = run.candidate[at].errors;
    steps_.push_back(std::move(step));
  }
}

PairedQuestion PairedFigures::latency_question(const Step& step, std::size_t look, double tolerance,
                                               double effect) const {
  FigurePairs pairs{.pairs = {},
                    .base = figure_of(step.whole_base[look - 1]),
                    .candidate = figure_of(step.whole_candidate[look - 1] + effect)};
  for (std::size_t pair = 0; pair < pairs_at(look); ++pair) {
    pairs.pairs.push_back({figure_of(step.base[pair]), figure_of(step.candidate[pair] + effect)});
  }
  return {rule_of(tolerance, least_change), std::move(pairs)};
}

PairedQuestion PairedFigures::error_question(const Step& step, std::size_t look) const {
  CountPairs pairs;
  const auto total = static_cast<double>(requests_);
  for (std::size_t pair = 0; pair < pairs_at(look); ++pair) {
    pairs.pairs.push_back({.base = {step.base_errors[pair], total},
                           .candidate = {step.candidate_errors[pair], total}});
  }
  return {rule_of(error_tolerance, 0), std::move(pairs)};
}

GateResult PairedFigures::judge(const Demands& demands, double effect) const {
  for (std::size_t look = 1;; ++look) {
    std::vector<PairedQuestion> questions;
    for (const Step& step : steps_) {
      questions.push_back(latency_question(step, look, demands.tolerance, effect));
      if (demands.with_errors) {
        questions.push_back(error_question(step, look));
      }
    }
    const std::vector<PairedVerdict> verdicts = judge_pairs(
        questions,
        {.alpha = alpha, .planned_looks = demands.planned_looks, .look = look, .is_strict = false});
    if (!wants_another_look(verdicts)) {
      const std::optional<double> sees = verdicts.front().sees;
      return {.outcome = outcome_of(verdicts),
              .looks = look,
              .sees = sees ? std::optional(std::log1p(*sees)) : std::nullopt};
    }
  }
}

RunFigures condense(const std::vector<Slices>& run) {
  RunFigures figures{.p95 = {}, .errors = {}, .requests = 0};
  for (const Slices& step : run) {
    figures.p95.push_back(p95_of(step.logs, 0, step.logs.size()));
    figures.errors.push_back(std::accumulate(step.errors.begin(), step.errors.end(), 0.0));
    figures.requests = static_cast<double>(step.logs.size());
  }
  return figures;
}

Outcome judge_stored(const std::vector<RunFigures>& pool, const std::vector<RunFigures>& jobs,
                     const Demands& demands, double effect) {
  std::vector<Draft> drafts;
  const std::size_t steps = pool.front().p95.size();
  for (std::size_t step = 0; step < steps; ++step) {
    drafts.push_back(draft_latency(figures_of_step(pool, step, 0),
                                   figures_of_step(jobs, step, effect), demands.tolerance));
    if (demands.with_errors) {
      drafts.push_back(draft_errors(errors_of_step(pool, step), errors_of_step(jobs, step)));
    }
  }
  std::vector<double> p_values;
  for (const Draft& draft : drafts) {
    p_values.push_back(draft.p_value);
  }
  const std::vector<bool> rejected = holm_rejects(p_values, alpha);
  Outcome outcome = Outcome::pass;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].is_beyond && rejected[i]) {
      outcome = Outcome::fail;
    } else if ((drafts[i].is_beyond || !drafts[i].may_pass) && outcome == Outcome::pass) {
      outcome = Outcome::undecided;
    }
  }
  return outcome;
}

double stored_sees(const std::vector<RunFigures>& pool, const std::vector<RunFigures>& jobs,
                   double tolerance) {
  return smallest_change_seen(
      compare_with_pool(figures_of_step(pool, 0, 0), figures_of_step(jobs, 0, 0), least_runs),
      std::log1p(tolerance), alpha, 1);
}

}  // namespace loadgate::verdict_bench
