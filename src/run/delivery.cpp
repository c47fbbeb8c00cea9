// SPDX-License-Identifier: Apache-2.0
#include "run/delivery.h"

namespace loadgate {
namespace {

/// What was counted instead of kept.
void add_counted(const Run& run, Delivery& delivery) {
  const auto of = [](const ScopeCounts& scope, auto end) {
    return scope.ends[static_cast<std::size_t>(end)];
  };
  for (const ScopeCounts& scope : run.condensed->scopes) {
    const RunPhase& phase = run.phases[scope.phase];
    if (!phase.measure) {
      continue;
    }
    if (scope.step < run.steps.size()) {
      delivery.generator_dropped += of(scope, Outcome::generator_dropped);
      delivery.in_flight_dropped += of(scope, Outcome::dropped);
    } else if (phase.planned_flows > 0) {
      delivery.started_flows +=
          of(scope, FlowEnd::ok) + of(scope, FlowEnd::failed) + of(scope, FlowEnd::cut);
    }
  }
}

}  // namespace

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
  if (run.condensed) {
    add_counted(run, delivery);
  }
  return delivery;
}

}  // namespace loadgate
