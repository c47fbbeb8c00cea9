// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/units.h"
#include "spec/spec.h"

namespace loadgate {

/// A number of flows, whole and fraction, in units of 2^-32.
using FlowAmount = std::uint64_t;
inline constexpr int flow_fraction_bits = 32;

/// Flows of one plan; leaves a 32-bit owner for each, and room for a Poisson gap beyond the end.
inline constexpr std::uint64_t most_flows = 4'000'000'000;

/// Flow i stands in the middle of its interval, at i + 1/2: none falls on a border of its phase.
constexpr FlowAmount middle_of(std::uint64_t index) {
  return (2 * index + 1) << (flow_fraction_bits - 1);
}

/// How an open phase spreads its flows over time, in integers alone.
///
/// With the rates A at the start and B at the end, both in flows per Q seconds, over D nanoseconds,
/// N(t) = (A·t + (B − A)·t²/(2D)) / (Q·10^9) flows are due by t. `when(c)` is the floor of the t
/// with N(t) = c:
///
///     A = B:  t = c·10^9·Q / A
///     A ≠ B:  t = (±sqrt(D²A² + 2(B − A)·D·Q·10^9·c) ∓ D·A) / |B − A|
///
/// The root is the larger solution of the quadratic where the rate rises and the smaller one where
/// it falls. floor(sqrt), or ceil(sqrt) where it is subtracted, keeps the quotient exact, because
/// everything else in it is an integer. c = i + 1/2 gives (2i + 1)·10^9·Q / (2A).
class Pacing {
 public:
  /// Refuses what cannot be computed exactly in 128 bits, and more than `most_flows`.
  static Result<Pacing> make(const OpenLoad& load);

  /// floor(N(D)), the flows of a phase with constant arrivals; their last one starts before D.
  std::uint64_t flows() const { return total_ >> flow_fraction_bits; }
  FlowAmount total() const { return total_; }
  /// Precondition: `amount < total()`. The result is below the phase's duration.
  Nanoseconds when(FlowAmount amount) const;

 private:
  Pacing() = default;
  std::uint64_t begin_ = 0;    // A
  std::uint64_t end_ = 0;      // B
  std::uint64_t seconds_ = 1;  // Q
  std::uint64_t duration_ = 0;
  FlowAmount total_ = 0;
};

}  // namespace loadgate
