// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace loadgate {

/// What a change must get past to fail a gate, on the log scale.
struct Hurdle {
  double tolerance;      ///< δ
  double level;          ///< of the rule's own bound: c·α
  std::size_t blocking;  ///< R: rules that Holm tests together; 0 counts as 1
  bool is_strict;        ///< Holm over "at most the tolerance" instead of "no increase"
};

/// Smallest true change (log scale) that fails with a chance of 80 %:
/// max(δ + (t_{1−cα} + t_.8)·SE, (t_{1−cα/R} + t_.8)·SE), strict: δ + (t_{1−cα/R} + t_.8)·SE.
double change_seen(double standard_error, double degrees, const Hurdle& hurdle);

// How much the log ratio of one pair varies, before there is one. The square root over √S is the
// standard error of S pairs.

/// Mean of (ℓᵢ₊₁ − ℓᵢ)² over successive slices of a stored run (von Neumann, Annals of Mathematical
/// Statistics 12, 1941): a pair is two slices in turn as well. At least two.
double successive_variance(std::span<const double> logs);

/// Noise of the log of the p-quantile of n requests of log-scatter 1, times √n: √(p(1−p))/φ(z_p)
/// for a lognormal service (Stuart & Ord, Kendall's Advanced Theory I, §10.10). 0 < p < 1.
double quantile_noise(double p);
/// The same of the mean, at the scatter that is assumed.
double mean_noise();

/// With nothing stored: requests that scatter by e^±0.5, slices by 3 % more:
/// 2(c²·0.25/n + 0.03²) for `noise` c and n requests in a slice.
double assumed_pair_variance(double noise, double requests);

}  // namespace loadgate
