// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "plan/plan.h"

namespace loadgate {

/// One of `count` equal stripes of a plan: the arrivals whose sequence number, and the users whose
/// number is `index` modulo `count`. Draws and rows belong to flows, so a stripe's flows are those
/// of the whole plan, bit for bit.
struct Share {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  bool owns(std::uint64_t number) const { return number % count == index; }
  bool operator==(const Share&) const = default;
};

/// The stripe `piece` of the stripe `whole`, as a stripe of the plan: all pieces make up the whole.
constexpr Share part_of(Share whole, Share piece) {
  return {.index = whole.index + whole.count * piece.index, .count = whole.count * piece.count};
}

/// How many of the numbers 0 … total-1 the share owns.
constexpr std::uint64_t members_of(Share share, std::uint64_t total) {
  return total > share.index ? (total - share.index + share.count - 1) / share.count : 0;
}

/// Planned flows of one phase that belong to the share; closed phases with a duration count 0, as
/// in PlannedPhase.
std::uint64_t planned_flows(const Plan& plan, std::size_t phase, Share share);

/// Nothing of the plan falls to the share: more shares than flows and users.
bool is_idle(const Plan& plan, Share share);

}  // namespace loadgate
