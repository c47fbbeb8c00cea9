// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace loadgate {

/// Never take runs to be more alike than this (log scale): a narrow pool is mostly luck.
inline constexpr double least_spread = 0.04;
/// Assumed spread between jobs (log scale) while a pool is too small to tell, worth four runs.
inline constexpr double assumed_spread = 0.10;

/// Candidate runs against a pool of runs, on the log scale. docs/statistics.md explains it.
struct PoolComparison {
  double estimate;        ///< mean of the candidate less mean of the pool
  double standard_error;  ///< of a *new* run's distance from the pool, not of the pool's mean
  double degrees;         ///< of Student's t
  bool is_quantified;     ///< false: fewer than `min_runs`, the assumed spread stands in
};

/// Two-sample prediction bound with pooled variance (Hahn & Meeker, Statistical Intervals, 1991,
/// §4.8). Both spans hold at least one value; K = pool.size(), M = candidate.size().
PoolComparison compare_with_pool(std::span<const double> pool, std::span<const double> candidate,
                                 std::size_t min_runs);

/// One-sided bounds at confidence 1 − alpha.
double lower_bound(const PoolComparison& comparison, double alpha);
double upper_bound(const PoolComparison& comparison, double alpha);
/// p of "no increase": P(T > estimate / standard_error).
double p_of_no_increase(const PoolComparison& comparison);

/// Smallest true change (log scale) that fails in 4 runs of 5: it must pass its own bound and Holm
/// over `blocking` rules.
double smallest_change_seen(const PoolComparison& comparison, double tolerance, double alpha,
                            std::size_t blocking);

/// A candidate from a kind of machine that K pool runs have not met alarms at most this often,
/// whatever the rule: the maximum over q of q(1−q)^K.
double unseen_machine_alarm(std::size_t runs);

/// Fewest observations for which a one-sided 95 % bound of the quantile exists: ceil(ln .05 / ln p)
/// (Hahn & Meeker, §5.3). 1 for p outside of (0, 1).
std::size_t least_samples(double p);

}  // namespace loadgate
