// SPDX-License-Identifier: Apache-2.0
#include "stats/power.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "stats/distributions.h"

namespace loadgate {
namespace {

constexpr double wanted_power = 0.8;
constexpr double assumed_request_variance = 0.25;
constexpr double assumed_slice_deviation = 0.03;

}  // namespace

double change_seen(double standard_error, double degrees, const Hurdle& hurdle) {
  const auto rules = static_cast<double>(std::max<std::size_t>(hurdle.blocking, 1));
  const double luck = t_quantile(wanted_power, degrees);
  const double own = t_quantile(1 - hurdle.level, degrees) + luck;
  const double holm = t_quantile(1 - hurdle.level / rules, degrees) + luck;
  if (hurdle.is_strict) {
    return hurdle.tolerance + holm * standard_error;
  }
  return std::max(hurdle.tolerance + own * standard_error, holm * standard_error);
}

double successive_variance(std::span<const double> logs) {
  assert(logs.size() >= 2);
  double squares = 0;
  for (std::size_t i = 1; i < logs.size(); ++i) {
    squares += (logs[i] - logs[i - 1]) * (logs[i] - logs[i - 1]);
  }
  return squares / static_cast<double>(logs.size() - 1);
}

double quantile_noise(double p) {
  const double z = normal_quantile(p);
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  return std::sqrt(p * (1 - p)) / density;
}

double mean_noise() {
  // Variation of a lognormal's mean, relative to itself, against that of its logs.
  return std::sqrt(std::expm1(assumed_request_variance) / assumed_request_variance);
}

double assumed_pair_variance(double noise, double requests) {
  assert(requests > 0);
  return 2 * (noise * noise * assumed_request_variance / requests +
              assumed_slice_deviation * assumed_slice_deviation);
}

}  // namespace loadgate
