// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/paired.h"

namespace loadgate {

/// ln(candidate/base) of each pair that both arms have a figure in, towards harm.
///
/// A figure that is only known to be at least so much makes its pair endless: candidate +∞, base
/// −∞, both 0. To pass, such a pair is taken at its worst instead, so it can fail a rule and never
/// helps one to pass. A figure of 0 is endless in the same way.
struct PairDifferences {
  std::vector<double> to_fail;
  std::vector<double> to_pass;  ///< the same but for censored pairs: +∞
  bool is_any_censored;
};
PairDifferences differences_of(const FigurePairs& evidence, Better better);

/// +1 where an increase is harm, else −1.
double harm_sign(Better better);
/// δ on the log scale; infinite where everything may be lost.
double log_tolerance_of(Better better, double tolerance);
/// How much worse `ratio` (log, towards harm) makes a figure of this size.
double harm_in_units(Better better, double ratio, double base);

/// The pairs that have requests in both arms, arm by arm.
struct ArmCounts {
  std::vector<RateCount> base;
  std::vector<RateCount> candidate;
};
ArmCounts arms_of(const CountPairs& evidence);

}  // namespace loadgate
