// SPDX-License-Identifier: Apache-2.0
#include "load/run_phases.h"

namespace loadgate {
namespace {

struct Shape {
  PhaseKind kind;
  bool is_constant;
  std::int64_t users;
};

Shape shape_of(const OpenLoad& load) {
  return {.kind = PhaseKind::open, .is_constant = !load.to, .users = 0};
}

Shape shape_of(const ClosedLoad& load) {
  return {.kind = PhaseKind::closed, .is_constant = false, .users = load.to.value_or(load.users)};
}

Shape shape_of(const IterationsLoad& load) {
  return {.kind = PhaseKind::iterations, .is_constant = true, .users = load.users};
}

/// By what is planned, not by the rate of the spec: random arrivals are seldom exactly as many, and
/// delivery is judged by what was started of what was planned.
double offered_per_second(PhaseKind kind, const PlannedPhase& phase) {
  const double seconds = std::chrono::duration<double>(phase.duration).count();
  const bool is_offered = kind == PhaseKind::open && seconds > 0;
  return is_offered ? static_cast<double>(phase.arrivals) / seconds : 0;
}

}  // namespace

std::vector<RunPhase> phases_before(const Plan& plan) {
  std::vector<RunPhase> result;
  for (std::size_t index = 0; index < plan.phases.size(); ++index) {
    const Shape shape = std::visit([](const auto& load) { return shape_of(load); },
                                   plan.spec.load.phases[index].load);
    result.push_back(
        RunPhase{.name = plan.phases[index].name,
                 .kind = shape.kind,
                 .measure = plan.phases[index].measure,
                 .is_constant = shape.is_constant,
                 .users = shape.users,
                 .offered_per_second = offered_per_second(shape.kind, plan.phases[index]),
                 .planned_flows = plan.phases[index].arrivals,
                 .started = -1,
                 .ended = -1});
  }
  return result;
}

void set_times(const PhaseClock& clock, Instant run_end, std::vector<RunPhase>& phases) {
  const Instant run_start = clock.start_of(0);
  for (std::size_t index = 0; index < phases.size(); ++index) {
    const Instant start = clock.start_of(index);
    const Instant end = clock.start_of(index + 1);
    if (start >= 0 && start < run_end) {
      const bool has_ended = end >= 0 && end < run_end;
      phases[index].started = start - run_start;
      phases[index].ended = (has_ended ? end : run_end) - run_start;
    }
  }
}

}  // namespace loadgate
