// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "judge/expand.h"

namespace loadgate {

/// How much the log ratio of one pair would vary, and of how many requests in each slice.
struct PairNoise {
  double variance;
  std::uint64_t requests;
  bool is_assumed;  ///< the run has too few requests to be cut into slices
};

/// Of a run that was not paired, cut into windows as paired mode would: the mean square of the
/// difference between successive ones (stats/power.h). Nothing: the step has no requests, or the
/// figure is no ratio.
std::optional<PairNoise> pair_noise_of(const Run& run, const Question& question);

}  // namespace loadgate
