// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/run.h"

namespace loadgate {

/// What flows and samples tell of how the load was delivered, over the measured phases: the counts
/// that Health holds as well.
struct Delivery {
  std::uint64_t planned_flows;
  std::uint64_t started_flows;  ///< of phases that plan their flows
  std::uint64_t generator_dropped;
  std::uint64_t in_flight_dropped;
  bool operator==(const Delivery&) const = default;
};
Delivery delivery_of(const Run& run);

}  // namespace loadgate
