// SPDX-License-Identifier: Apache-2.0
#include "stats/rates.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>

#include "stats/distributions.h"

namespace loadgate {
namespace {

double variance_of(double rate, double total) {
  return rate * (1 - rate) / total;
}

/// The candidate's rate that is most likely if the rates differ by exactly `difference`: the root
/// in [0, 1] of a cubic, in the closed form of Farrington & Manning's appendix.
double restricted_rate(const RateCount& candidate, const RateCount& base, double difference) {
  const double ratio = base.total / candidate.total;
  const double p1 = share_of(candidate);
  const double p2 = share_of(base);
  const double a = 1 + ratio;
  const double b = -(1 + ratio + p1 + ratio * p2 + difference * (ratio + 2));
  const double c = difference * difference + difference * (2 * p1 + ratio + 1) + p1 + ratio * p2;
  const double d = -p1 * difference * (1 + difference);
  const double third = b / (3 * a);
  const double v = third * third * third - b * c / (6 * a * a) + d / (2 * a);
  const double u = std::copysign(std::sqrt(std::max(0.0, third * third - c / (3 * a))), v);
  if (u == 0) {
    return std::clamp(-third, std::max(0.0, difference), std::min(1.0, 1 + difference));
  }
  const double w = (std::numbers::pi + std::acos(std::clamp(v / (u * u * u), -1.0, 1.0))) / 3;
  return std::clamp(2 * u * std::cos(w) - third, std::max(0.0, difference),
                    std::min(1.0, 1 + difference));
}

double tail_of(const Dispersion& dispersion, double z) {
  const double scaled = z / std::sqrt(dispersion.factor);
  return dispersion.degrees ? t_tail(scaled, *dispersion.degrees) : normal_tail(scaled);
}

double critical_value(const Dispersion& dispersion, double alpha) {
  return dispersion.degrees ? t_quantile(1 - alpha, *dispersion.degrees)
                            : normal_quantile(1 - alpha);
}

/// Where the score, which falls with the difference, crosses `target`.
double difference_at(const RateComparison& comparison, double target) {
  double low = -1 + 1e-9;
  double high = 1 - 1e-9;
  const double root = std::sqrt(comparison.dispersion.factor);
  for (int turn = 0; turn < 60; ++turn) {
    const double middle = std::midpoint(low, high);
    const double z = farrington_manning(comparison.candidate, comparison.base, middle) / root;
    (z > target ? low : high) = middle;
  }
  return std::midpoint(low, high);
}

}  // namespace

RateCount sum_of(std::span<const RateCount> counts) {
  RateCount sum{0, 0};
  for (const RateCount& count : counts) {
    sum.events += count.events;
    sum.total += count.total;
  }
  return sum;
}

double share_of(const RateCount& count) {
  return count.total > 0 ? count.events / count.total : 0.0;
}

double farrington_manning(const RateCount& candidate, const RateCount& base, double difference) {
  assert(candidate.total > 0 && base.total > 0);
  const double distance = share_of(candidate) - share_of(base) - difference;
  const double rate = difference == 0 ? share_of(sum_of(std::array{candidate, base}))
                                      : restricted_rate(candidate, base, difference);
  const double variance = variance_of(rate, candidate.total) +
                          variance_of(std::clamp(rate - difference, 0.0, 1.0), base.total);
  if (variance <= 0) {
    return distance == 0 ? 0.0 : std::copysign(HUGE_VAL, distance);
  }
  return distance / std::sqrt(variance);
}

Dispersion dispersion_of(std::span<const RateCount> pool) {
  const RateCount whole = sum_of(pool);
  const double rate = share_of(whole);
  if (pool.size() < 2 || rate <= 0 || rate >= 1) {
    return {.factor = 1, .degrees = std::nullopt};
  }
  double squares = 0;
  for (const RateCount& run : pool) {
    const double expected = run.total * rate;
    squares += (run.events - expected) * (run.events - expected) / (expected * (1 - rate));
  }
  const double degrees = static_cast<double>(pool.size()) - 1;
  if (chi_squared_tail(squares, degrees) >= 0.2) {
    return {.factor = 1, .degrees = std::nullopt};
  }
  return {.factor = std::max(1.0, squares / degrees), .degrees = degrees};
}

RateComparison compare_rates(const RateCount& candidate, std::span<const RateCount> pool) {
  return {.candidate = candidate, .base = sum_of(pool), .dispersion = dispersion_of(pool)};
}

double difference_of(const RateComparison& comparison) {
  return share_of(comparison.candidate) - share_of(comparison.base);
}

double p_of_difference(const RateComparison& comparison, double difference) {
  return tail_of(comparison.dispersion,
                 farrington_manning(comparison.candidate, comparison.base, difference));
}

double lower_difference(const RateComparison& comparison, double alpha) {
  return difference_at(comparison, critical_value(comparison.dispersion, alpha));
}

double upper_difference(const RateComparison& comparison, double alpha) {
  return difference_at(comparison, -critical_value(comparison.dispersion, alpha));
}

bool is_rate_violated(const RateComparison& comparison, const RateRule& rule) {
  const double extra =
      comparison.candidate.events - comparison.candidate.total * share_of(comparison.base);
  // Counts are whole numbers: half an event absorbs the rounding of the product above.
  constexpr double rounding = 1e-9;
  return extra + rounding >= rule.min_extra && difference_of(comparison) > rule.min_delta &&
         p_of_difference(comparison, rule.tolerance) < rule.alpha;
}

std::optional<double> smallest_difference_seen(const RateComparison& comparison,
                                               const RateRule& rule) {
  RateComparison imagined = comparison;
  const auto fails = [&](double events) {
    imagined.candidate.events = events;
    return is_rate_violated(imagined, rule) && p_of_difference(imagined, 0) <= rule.family_alpha;
  };
  double low = 0;
  double high = std::floor(comparison.candidate.total);
  if (!fails(high)) {
    return std::nullopt;
  }
  while (high - low > 1) {
    const double middle = std::floor(std::midpoint(low, high));
    (fails(middle) ? high : low) = middle;
  }
  imagined.candidate.events = high;
  return difference_of(imagined);
}

}  // namespace loadgate
