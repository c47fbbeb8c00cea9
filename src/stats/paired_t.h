// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace loadgate {

/// Mean of paired differences and how well it is known.
struct MeanDifference {
  double estimate;
  double standard_error;  ///< s_d/√S, s_d with S − 1 degrees
  double degrees;         ///< S − 1
};

/// Student's paired t (Biometrika 6, 1908). At least two differences, all finite.
MeanDifference mean_difference(std::span<const double> differences);

/// One-sided bounds at confidence 1 − level; the estimate itself where nothing varies.
double lower_bound(const MeanDifference& mean, double level);
double upper_bound(const MeanDifference& mean, double level);
/// P(T >= estimate/standard_error); without any scatter 0 for an increase, else 1.
double p_of_no_increase(const MeanDifference& mean);

}  // namespace loadgate
