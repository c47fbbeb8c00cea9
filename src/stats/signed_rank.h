// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace loadgate {

/// Above so many differences the normal approximation stands in for the exact distribution.
inline constexpr std::size_t most_exact_pairs = 500;

/// Wilcoxon's signed rank test (Biometrics Bulletin 1, 1945), one-sided: P(T⁺ >= the one seen) if
/// each difference is as likely to be positive as negative. Zeros are left out, equal sizes share
/// the mean of their ranks, and the distribution is exact for these very ranks. Infinite
/// differences are the largest. 1 where every difference is zero, or there is none. No NaN.
double signed_rank_p(std::span<const double> differences);

/// k of the confidence bounds: 1 + max{t : P(T⁺ <= t) <= level} for so many differences without
/// ties (Hollander & Wolfe, Nonparametric Statistical Methods, §3.3). 0: too few for any bound.
/// 0 < level <= 0.5.
std::size_t walsh_rank(std::size_t pairs, double level);

/// Median of the S(S+1)/2 Walsh averages (dᵢ + dⱼ)/2, i <= j (Hodges & Lehmann, Annals of
/// Mathematical Statistics 34, 1963). At least one difference, no NaN.
///
/// The average of −∞ and +∞ is not known: 0 for the estimate, what widens the interval for the
/// bounds. So low <= estimate <= high always.
double hodges_lehmann(std::span<const double> differences);

/// One-sided bounds at confidence 1 − level: the k-th smallest and k-th largest Walsh average;
/// infinite where the differences are too few.
double walsh_lower(std::span<const double> differences, double level);
double walsh_upper(std::span<const double> differences, double level);

}  // namespace loadgate
