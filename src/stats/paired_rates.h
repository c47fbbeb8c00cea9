// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "stats/paired_t.h"
#include "stats/rates.h"

namespace loadgate {

/// The events of two arms in the same slices. Each slice counts alike, however many requests it
/// has: errors come in clumps, so slices differ by more than counts explain, and only their scatter
/// knows by how much.
struct PairedRates {
  MeanDifference mean;  ///< of the slices' rates, candidate less base
  RateCount candidate;  ///< over all slices
  RateCount base;
};

/// One entry of each span a slice, at least two, every total > 0.
PairedRates compare_rate_pairs(std::span<const RateCount> candidate,
                               std::span<const RateCount> base);

/// p of "no change", for Holm: Fisher's exact test over all slices. It stands in for their scatter,
/// so it must never judge alone: clumps make it reject far too often.
double p_of_no_increase(const PairedRates& rates);

/// The slices' mean difference is beyond tolerance at `rule.alpha` and beyond `min_delta`, and the
/// candidate has `min_extra` more events than the base's rate foretells.
bool is_rate_violated(const PairedRates& rates, const RateRule& rule);

/// Smallest difference of the candidate's rate that would have failed, `family_alpha` included;
/// nothing if none would. The slices scatter as they did, and at least as such counts must.
std::optional<double> smallest_difference_seen(const PairedRates& rates, const RateRule& rule);

}  // namespace loadgate
