// SPDX-License-Identifier: Apache-2.0
#include "run/delivery.h"

namespace loadgate {

Delivery delivery_of(const Run& run) {
  Delivery delivery{
      .planned_flows = 0, .started_flows = 0, .generator_dropped = 0, .in_flight_dropped = 0};
  for (const RunPhase& phase : run.phases) {
    delivery.planned_flows += phase.measure ? phase.planned_flows : 0;
  }
  for (const Flow& flow : run.flows) {
    const RunPhase& phase = run.phases[flow.phase];
    const bool began = flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
    delivery.started_flows += phase.measure && phase.planned_flows > 0 && began ? 1U : 0U;
  }
  for (const Sample& sample : run.samples) {
    if (run.phases[sample.phase].measure) {
      delivery.generator_dropped += sample.outcome == Outcome::generator_dropped ? 1U : 0U;
      delivery.in_flight_dropped += sample.outcome == Outcome::dropped ? 1U : 0U;
    }
  }
  return delivery;
}

}  // namespace loadgate
