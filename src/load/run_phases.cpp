// SPDX-License-Identifier: Apache-2.0
#include "load/run_phases.h"

#include <algorithm>
#include <optional>

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

struct Span {
  std::int64_t started;
  std::int64_t ended;
};

/// Since the start of the run; nothing: the turn did not come.
std::optional<Span> span_of(const ArmTimes& times, std::size_t turn) {
  const Instant start = times.turns.start_of(turn);
  const Instant end = times.turns.end_of(turn);
  if (start < 0 || start >= times.run_end) {
    return std::nullopt;
  }
  const bool has_ended = end >= 0 && end < times.run_end;
  return Span{.started = start - times.run_start,
              .ended = (has_ended ? end : times.run_end) - times.run_start};
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

void set_times(const ArmTimes& times, std::vector<RunPhase>& phases) {
  for (std::size_t index = 0; index < times.turns.count(); ++index) {
    const Turn& turn = times.turns.turn(index);
    const std::optional<Span> span = span_of(times, index);
    if (turn.arm == times.arm && span) {
      RunPhase& phase = phases[turn.phase];
      phase.started = phase.started < 0 ? span->started : phase.started;
      phase.ended = span->ended;
    }
  }
}

std::vector<PairSlice> slices_of(const ArmTimes& times) {
  std::vector<PairSlice> slices;
  for (std::size_t index = 0; index < times.turns.count(); ++index) {
    const Turn& turn = times.turns.turn(index);
    const std::optional<Span> span = span_of(times, index);
    if (turn.arm == times.arm && turn.is_slice && span) {
      // Cut, it has not had what the other arm's has: known once all workers had finished it.
      const bool is_whole = times.turns.start_of(index + 1) >= 0;
      slices.push_back({.phase = static_cast<std::uint16_t>(turn.phase),
                        .pair = turn.number,
                        .started = span->started,
                        .ended = span->ended,
                        .is_dropped = turn.is_dropped || !is_whole});
    }
  }
  return slices;
}

}  // namespace loadgate
