// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "plan/pacing.h"

namespace loadgate {

/// A Poisson process of one flow per unit, from draws of its own: sums of exponential variates.
/// Pacing::when turns it into one of any rate, ramps included (time rescaling: Brown et al.,
/// Neural Computation 14, 2002).
class PoissonProcess {
 public:
  /// `begin`: draws of the phase that were used up before.
  PoissonProcess(std::uint64_t seed, std::size_t phase, std::uint64_t begin = 0);
  /// Where the next arrival stands, in flows at the phase's rate.
  FlowAmount next();

 private:
  std::uint64_t seed_;
  std::uint16_t phase_;
  std::uint32_t index_;
  FlowAmount amount_ = 0;
};

/// Random arrivals of one phase: each is drawn to be counted, which takes seconds from here on.
inline constexpr std::uint64_t most_poisson_flows = 20'000'000;

/// Arrivals before the phase ends. Refuses a phase with more than `most_poisson_flows` on average.
Result<std::uint64_t> count_poisson_arrivals(PoissonProcess process, const Pacing& pacing);

}  // namespace loadgate
