// SPDX-License-Identifier: Apache-2.0
#include "run/merge_health.h"

#include <algorithm>

namespace loadgate {

// -1, unknown, is below all that is known: the worst that is known stands. Not a visit over all
// fields: what becomes of a field is a decision, and a test asks for one for each.
Health merge_health(const Health& a, const Health& b) {
  return Health{
      .planned_flows = a.planned_flows + b.planned_flows,
      .started_flows = a.started_flows + b.started_flows,
      .generator_dropped = a.generator_dropped + b.generator_dropped,
      .in_flight_dropped = a.in_flight_dropped + b.in_flight_dropped,
      .max_in_flight_seen = a.max_in_flight_seen + b.max_in_flight_seen,
      .run_delay_share = std::max(a.run_delay_share, b.run_delay_share),
      .throttled = a.throttled + b.throttled,
      .steal_share = std::max(a.steal_share, b.steal_share),
      .loop_stalls = a.loop_stalls + b.loop_stalls,
      .longest_stall = std::max(a.longest_stall, b.longest_stall),
      .has_receive_stamps = a.has_receive_stamps && b.has_receive_stamps,
      .canary_before_p50 = std::max(a.canary_before_p50, b.canary_before_p50),
      .canary_before_p99 = std::max(a.canary_before_p99, b.canary_before_p99),
      .canary_after_p50 = std::max(a.canary_after_p50, b.canary_after_p50),
      .canary_after_p99 = std::max(a.canary_after_p99, b.canary_after_p99),
      .late_start = std::max(a.late_start, b.late_start),
  };
}

}  // namespace loadgate
