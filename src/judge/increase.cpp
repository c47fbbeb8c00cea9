// SPDX-License-Identifier: Apache-2.0
#include "judge/increase.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/units.h"
#include "judge/barrier.h"
#include "judge/limit.h"
#include "judge/weigh.h"
#include "run/histogram.h"

namespace loadgate {
namespace {

/// A share of requests may grow by less than all of them.
constexpr double largest_difference = 1 - 1e-9;
/// Stands in for a candidate's 0 on the log scale, relative to the pool.
constexpr double least_ratio = 1e-9;

std::vector<double> signed_logs(const std::vector<Figure>& figures, double sign, double least) {
  std::vector<double> logs;
  logs.reserve(figures.size());
  for (const Figure& figure : figures) {
    logs.push_back(sign * std::log(std::max(figure.value, least)));
  }
  return logs;
}

/// Counts like bytes that no pool run ever varied are compared exactly.
bool is_exact(const Question& question, const std::vector<Figure>& pool) {
  const Unit unit = question.metric->name.unit;
  return (unit == Unit::bytes || unit == Unit::count) && pool.size() >= 2 &&
         std::ranges::all_of(
             pool, [&](const Figure& figure) { return figure.value == pool.front().value; });
}

PoolComparison comparison_of(const Case& judged, const Question& question,
                             const std::vector<Figure>& pool, const std::vector<Figure>& jobs) {
  const double sign = sign_of(question.asked);
  const double centre = log_mean(pool).value;
  const auto runs_needed = std::max<std::int64_t>(judged.first().baseline.min_runs, 0);
  PoolComparison comparison =
      compare_with_pool(signed_logs(pool, sign, 0), signed_logs(jobs, sign, centre * least_ratio),
                        static_cast<std::size_t>(runs_needed));
  if (is_exact(question, pool)) {
    // As exact as the numbers are: those of a histogram are the middles of its buckets.
    const double middle = log_mean(jobs).value;
    comparison.standard_error =
        is_counted(judged.measured) && middle > 0 ? three_digits.error_of(middle) / middle : 0;
    comparison.is_quantified = true;
  }
  return comparison;
}

/// Without a ratio to judge: a base of 0 leaves `min_delta` to decide.
Draft compare_with_zero(Draft draft, const std::vector<Figure>& pool,
                        const std::vector<Figure>& jobs) {
  const auto mean = [](const std::vector<Figure>& figures) {
    return std::accumulate(figures.begin(), figures.end(), 0.0,
                           [](double sum, const Figure& figure) { return sum + figure.value; }) /
           static_cast<double>(figures.size());
  };
  const double worse = sign_of(draft.question.asked) * (mean(jobs) - mean(pool));
  draft.finding.baseline->value = mean(pool);
  draft.finding.now->value = mean(jobs);
  if (worse > draft.finding.min_delta && draft.finding.min_delta <= 0) {
    return settled(std::move(draft), State::inconclusive,
                   "the baseline is 0, so there is no relative change to judge",
                   "set min_delta or an absolute limit");
  }
  draft.is_beyond = worse > draft.finding.min_delta;
  draft.may_pass = true;
  return draft;
}

bool is_any_censored(const std::vector<Figure>& figures) {
  return std::ranges::any_of(figures, &Figure::is_censored);
}

/// p of "no more than so much on the log scale".
double p_beyond(PoolComparison comparison, double tolerance) {
  comparison.estimate -= tolerance;
  if (comparison.standard_error > 0 && std::isfinite(tolerance)) {
    return p_of_no_increase(comparison);
  }
  return comparison.estimate > 0 ? 0.0 : 1.0;
}

Draft compare_relative(const Case& judged, Draft draft, const std::vector<Figure>& pool,
                       const std::vector<Figure>& jobs) {
  const Question& question = draft.question;
  draft.finding.baseline = log_mean(pool);
  if (std::ranges::any_of(pool, [](const Figure& figure) { return figure.value <= 0; })) {
    return compare_with_zero(std::move(draft), pool, jobs);
  }
  const PoolComparison comparison = comparison_of(judged, question, pool, jobs);
  const bool has_error = comparison.standard_error > 0;
  const LogChange change{
      .estimate = comparison.estimate,
      .low = has_error ? lower_bound(comparison, judged.alpha) : comparison.estimate,
      .high = has_error ? upper_bound(comparison, judged.alpha) : comparison.estimate};
  draft.comparison = comparison;
  weigh(draft, change, is_any_censored(pool), is_any_censored(jobs));
  draft.p_no_change = p_beyond(comparison, 0);
  draft.p_allowed = p_beyond(comparison, draft.tolerance);
  return draft;
}

Draft compare_shares(const Case& judged, Draft draft, const std::vector<RateCount>& pool,
                     const std::vector<RateCount>& runs) {
  Finding& finding = draft.finding;
  const auto clamped = [](double tolerance) {
    return std::clamp(tolerance, 0.0, largest_difference);
  };
  draft.tolerance = clamped(*finding.tolerance);
  draft.rates = compare_rates(sum_of(runs), pool);
  finding.baseline = share_figure(sum_of(pool), draft.question.asked);
  const double sign = sign_of(draft.question.asked);
  const double low = lower_difference(*draft.rates, judged.alpha);
  const double high = upper_difference(*draft.rates, judged.alpha);
  finding.change = Change{.estimate = sign * difference_of(*draft.rates),
                          .at_least = std::min(sign * low, sign * high),
                          .at_most = std::max(sign * low, sign * high),
                          .is_relative = false};
  const auto is_beyond = [&](double tolerance) {
    return is_rate_violated(*draft.rates,
                            {.tolerance = clamped(tolerance),
                             .min_delta = finding.min_delta,
                             .min_extra = static_cast<double>(draft.question.rule->min_extra),
                             .alpha = judged.alpha,
                             .family_alpha = judged.alpha});
  };
  draft.is_beyond = is_beyond(draft.tolerance);
  draft.is_warned = finding.warn_at && is_beyond(*finding.warn_at);
  draft.needs_waiver = is_beyond(*own_tolerance(draft.question));
  draft.may_pass = !draft.is_beyond;
  draft.is_improved = high < -draft.tolerance;
  draft.p_no_change = p_of_difference(*draft.rates, 0);
  draft.p_allowed = p_of_difference(*draft.rates, draft.tolerance);
  return draft;
}

/// Settles what is too little to compare.
std::optional<Draft> without_comparison(const Case& judged, const Draft& draft, bool has_base) {
  if (const std::optional<Barrier> barrier = barrier_of(judged, draft.question)) {
    return settled(draft, barrier->state, barrier->reason, barrier->advice);
  }
  if (draft.finding.samples == 0) {
    return settled_no_data(draft, judged);
  }
  const std::uint64_t needed = samples_needed(*draft.question.rule);
  if (draft.finding.samples < needed) {
    return settled(
        draft, State::inconclusive,
        "too few samples: " + format_count(draft.finding.samples) + " of " + format_count(needed),
        "a longer phase or a higher rate");
  }
  if (!has_base) {
    return settled(draft, State::no_baseline, "no run of the baseline has a figure for this",
                   "record a new baseline");
  }
  return std::nullopt;
}

}  // namespace

Draft draft_increase(const Case& judged, const Measured& measured, const Question& question) {
  Draft draft = draft_of(question);
  if (question.asked == Asked::since_release && judged.baseline && judged.baseline->release) {
    draft.finding.against = "release " + *judged.baseline->release;
  }
  if (is_share(*question.rule)) {
    const std::vector<RateCount> runs = run_counts(measured, question);
    const std::vector<RateCount> pool = pool_counts(judged, question);
    if (!runs.empty()) {
      draft.finding.now = share_figure(sum_of(runs), question.asked);
      draft.finding.samples = draft.finding.now->count;
    }
    const std::optional<Draft> early = without_comparison(judged, draft, !pool.empty());
    return early ? *early : compare_shares(judged, std::move(draft), pool, runs);
  }
  const std::vector<Figure> jobs = job_figures(measured, question);
  const std::vector<Figure> pool = pool_figures(judged, question);
  if (!jobs.empty()) {
    draft.finding.now = log_mean(jobs);
    draft.finding.samples = draft.finding.now->count;
  }
  const std::optional<Draft> early = without_comparison(judged, draft, !pool.empty());
  return early ? *early : compare_relative(judged, std::move(draft), pool, jobs);
}

PoolComparison foreseen_comparison(const Case& judged, const Question& question) {
  const std::vector<Figure> pool = pool_figures(judged, question);
  PoolComparison comparison = comparison_of(judged, question, pool, {log_mean(pool)});
  const auto jobs = static_cast<double>(std::max<std::int64_t>(judged.first().gate.jobs, 1));
  const auto runs = static_cast<double>(pool.size());
  comparison.standard_error *= std::sqrt((1 / runs + 1 / jobs) / (1 / runs + 1));
  return comparison;
}

std::optional<double> pool_centre(const Case& judged, const Question& question) {
  if (barrier_of(judged, question)) {
    return std::nullopt;
  }
  const std::vector<Figure> pool = pool_figures(judged, question);
  return pool.empty() ? std::nullopt : std::optional(log_mean(pool).value);
}

}  // namespace loadgate
