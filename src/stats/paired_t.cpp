// SPDX-License-Identifier: Apache-2.0
#include "stats/paired_t.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "stats/distributions.h"

namespace loadgate {
namespace {

double reach_of(const MeanDifference& mean, double level) {
  return mean.standard_error > 0 ? t_quantile(1 - level, mean.degrees) * mean.standard_error : 0.0;
}

}  // namespace

MeanDifference mean_difference(std::span<const double> differences) {
  assert(differences.size() >= 2);
  const auto count = static_cast<double>(differences.size());
  // Equal differences have no scatter, whatever their sum is rounded to.
  if (std::ranges::adjacent_find(differences, std::not_equal_to()) == differences.end()) {
    return {.estimate = differences.front(), .standard_error = 0, .degrees = count - 1};
  }
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / count;
  double squares = 0;
  for (const double difference : differences) {
    squares += (difference - mean) * (difference - mean);
  }
  return {.estimate = mean,
          .standard_error = std::sqrt(squares / (count - 1) / count),
          .degrees = count - 1};
}

double lower_bound(const MeanDifference& mean, double level) {
  return mean.estimate - reach_of(mean, level);
}

double upper_bound(const MeanDifference& mean, double level) {
  return mean.estimate + reach_of(mean, level);
}

double p_of_no_increase(const MeanDifference& mean) {
  if (mean.standard_error > 0) {
    return t_tail(mean.estimate / mean.standard_error, mean.degrees);
  }
  return mean.estimate > 0 ? 0.0 : 1.0;
}

}  // namespace loadgate
