// SPDX-License-Identifier: Apache-2.0
#include "stats/prediction.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "stats/distributions.h"
#include "stats/power.h"

namespace loadgate {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_about_mean(std::span<const double> values) {
  const double mean = mean_of(values);
  return std::accumulate(values.begin(), values.end(), 0.0, [mean](double sum, double value) {
    return sum + (value - mean) * (value - mean);
  });
}

}  // namespace

PoolComparison compare_with_pool(std::span<const double> pool, std::span<const double> candidate,
                                 std::size_t min_runs) {
  assert(!pool.empty() && !candidate.empty());
  const auto k = static_cast<double>(pool.size());
  const auto m = static_cast<double>(candidate.size());
  const bool is_quantified = pool.size() >= std::max<std::size_t>(min_runs, 2);
  double spread = 0;
  double degrees = 0;
  if (is_quantified) {
    degrees = k + m - 2;
    spread = std::sqrt((squares_about_mean(pool) + squares_about_mean(candidate)) / degrees);
    spread = std::max(spread, least_spread);
  } else {
    degrees = k + 3;
    spread = std::sqrt((4 * assumed_spread * assumed_spread + squares_about_mean(pool)) / degrees);
  }
  return {.estimate = mean_of(candidate) - mean_of(pool),
          .standard_error = spread * std::sqrt(1 / k + 1 / m),
          .degrees = degrees,
          .is_quantified = is_quantified};
}

double lower_bound(const PoolComparison& comparison, double alpha) {
  return comparison.estimate -
         t_quantile(1 - alpha, comparison.degrees) * comparison.standard_error;
}

double upper_bound(const PoolComparison& comparison, double alpha) {
  return comparison.estimate +
         t_quantile(1 - alpha, comparison.degrees) * comparison.standard_error;
}

double p_of_no_increase(const PoolComparison& comparison) {
  return t_tail(comparison.estimate / comparison.standard_error, comparison.degrees);
}

double smallest_change_seen(const PoolComparison& comparison, double tolerance, double alpha,
                            std::size_t blocking) {
  return change_seen(
      comparison.standard_error, comparison.degrees,
      {.tolerance = tolerance, .level = alpha, .blocking = blocking, .is_strict = false});
}

double unseen_machine_alarm(std::size_t runs) {
  const auto k = static_cast<double>(runs);
  return std::pow(k / (k + 1), k) / (k + 1);
}

std::size_t least_samples(double p) {
  if (!(p > 0 && p < 1)) {
    return 1;
  }
  return static_cast<std::size_t>(std::ceil(std::log(0.05) / std::log(p)));
}

}  // namespace loadgate
