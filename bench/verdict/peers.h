// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "verdict/world.h"

namespace loadgate::verdict_bench {

/// Tests that take the single request for the sample, as other tools do.
class RequestTests {
 public:
  RequestTests(std::vector<double> base, std::vector<double> candidate, Random& random);

  /// Mann & Whitney (Annals of Mathematical Statistics 18, 1947), one-sided with the normal
  /// approximation: the candidate's requests, each slower by `effect`, are slower than the base's.
  double mann_whitney_p(double effect) const;

  /// Percentile bootstrap of the difference of the p95, 1,000 replicates: its lower 95 % bound.
  double bootstrap_lower() const { return bootstrap_lower_; }

 private:
  std::vector<double> base_;  // in order
  std::vector<double> candidate_;
  double bootstrap_lower_;
};

}  // namespace loadgate::verdict_bench
