// SPDX-License-Identifier: Apache-2.0
#include "plan/flow_scenario.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

/// make_plan has refused a phase that has no pacing.
std::optional<Pacing> pacing_of(const Phase& phase) {
  const auto* open = std::get_if<OpenLoad>(&phase.load);
  return open == nullptr ? std::nullopt : std::optional(Pacing::make(*open).value());
}

}  // namespace

ArrivalSequence::ArrivalSequence(const Plan& plan, std::size_t phase)
    : plan_(plan),
      phase_(phase),
      pacing_(pacing_of(plan.spec.load.phases[phase])),
      poisson_(plan.spec.load.seed, phase, plan.phases[phase].continues_at) {}

std::optional<Arrival> ArrivalSequence::next() {
  const PlannedPhase& phase = plan_.phases[phase_];
  if (!pacing_ || index_ == phase.arrivals) {
    return std::nullopt;
  }
  const bool is_poisson = plan_.spec.load.arrivals == Arrivals::poisson;
  const FlowAmount amount = is_poisson ? poisson_.next() : middle_of(index_);
  const std::uint64_t sequence = phase.first_sequence + index_++;
  return Arrival{.sequence = sequence,
                 .phase = phase_,
                 .scenario = scenario_of_arrival(plan_.spec, sequence),
                 .intended = pacing_->when(amount)};
}

}  // namespace loadgate
