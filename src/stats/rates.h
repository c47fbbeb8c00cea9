// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace loadgate {

/// `events` of `total` requests; 0 <= events <= total.
struct RateCount {
  double events;
  double total;
};

RateCount sum_of(std::span<const RateCount> counts);
/// 0 where there is no request.
double share_of(const RateCount& count);

/// Score z of H0: p_candidate − p_base <= difference, variance at the restricted maximum likelihood
/// (Farrington & Manning, Statistics in Medicine 9, 1990). 0 where both variance and difference
/// vanish. Totals > 0, −1 < difference < 1.
double farrington_manning(const RateCount& candidate, const RateCount& base, double difference);

/// How much more the runs of a pool differ than their counts alone explain.
struct Dispersion {
  double factor;                  ///< φ >= 1; z is divided by its root
  std::optional<double> degrees;  ///< of t, where the pool is overdispersed (p < .2); else normal
};
Dispersion dispersion_of(std::span<const RateCount> pool);

/// The candidate's rate against a pool's.
struct RateComparison {
  RateCount candidate;
  RateCount base;
  Dispersion dispersion;
};
RateComparison compare_rates(const RateCount& candidate, std::span<const RateCount> pool);

double difference_of(const RateComparison& comparison);
/// P of a score at least this large if the true difference is `difference`.
double p_of_difference(const RateComparison& comparison, double difference);
/// The test inverted: the differences at which it is exactly on its border, at confidence 1 −
/// alpha.
double lower_difference(const RateComparison& comparison, double alpha);
double upper_difference(const RateComparison& comparison, double alpha);

struct RateRule {
  double tolerance;     ///< allowed difference
  double min_delta;     ///< the difference must be above it
  double min_extra;     ///< more events than the pool's rate foretells
  double alpha;         ///< of the rule's own bound
  double family_alpha;  ///< of p at difference 0: Holm's hardest level
};
/// The estimate is beyond `min_delta` and `min_extra`, and the rule's own bound beyond the
/// tolerance.
bool is_rate_violated(const RateComparison& comparison, const RateRule& rule);
/// Smallest difference of the candidate's rate that would have failed; nothing if none would.
std::optional<double> smallest_difference_seen(const RateComparison& comparison,
                                               const RateRule& rule);

}  // namespace loadgate
