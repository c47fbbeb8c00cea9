// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace loadgate {

/// The two builds of a paired execution: the new one, and the old one (`target.against`).
enum class Arm : std::uint8_t { candidate = 0, base = 1 };

/// A stretch of a paired execution in which this arm alone had flows under way. What began in it
/// had ended before the next one began: a sample belongs to the last slice that started before it.
struct PairSlice {
  std::uint16_t phase;   ///< index into the run's phases, a measured one
  std::uint32_t pair;    ///< of its phase; both arms met the same flows in slices of one number
  std::int64_t started;  ///< ns since the run's start, which is one moment for both arms
  std::int64_t ended;    ///< when its last flow could start; flows may have taken longer
  bool is_dropped;       ///< no evidence: the first of its phase or look, or the run was cut in it
  bool operator==(const PairSlice&) const = default;
};

/// The planned one, and `gate.extend` at its most.
inline constexpr std::uint32_t most_looks = 3;

struct Pairing {
  Arm arm;
  std::uint64_t run_salt;         ///< with the plan's seed it decides which arm goes first
  std::vector<PairSlice> slices;  ///< by time
  std::uint32_t looks = 1;        ///< at the evidence, the first one included
  bool operator==(const Pairing&) const = default;
};

}  // namespace loadgate
