// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "base/random.h"
#include "plan/draw_number.h"
#include "plan/flow_scenario.h"
#include "plan/make_plan.h"
#include "plan/unique_rows.h"

namespace loadgate {
namespace {

DrawKey draw_key(const Plan& plan, const FlowIdentity& flow, Purpose purpose, std::uint32_t draw) {
  return DrawKey{.seed = plan.spec.load.seed,
                 .purpose = purpose,
                 .scenario = static_cast<std::uint16_t>(flow.scenario),
                 .owner = flow.owner,
                 .iteration = flow.iteration,
                 .draw = draw};
}

}  // namespace

FlowIdentity flow_of(const Arrival& arrival) {
  return FlowIdentity{.scenario = arrival.scenario,
                      .owner = static_cast<std::uint32_t>(arrival.sequence),
                      .iteration = 0,
                      .ordinal = arrival.sequence,
                      .kind = FlowKind::arrival,
                      .sequence = arrival.sequence};
}

FlowIdentity flow_of_user(const Plan& plan, std::size_t phase, std::uint32_t user,
                          std::uint32_t iteration) {
  const Phase& planned = plan.spec.load.phases[phase];
  const std::uint64_t ordinal = user + most_users(planned) * iteration;
  const bool is_planned = std::holds_alternative<IterationsLoad>(planned.load);
  return FlowIdentity{.scenario = scenario_of(plan, user, iteration),
                      .owner = user,
                      .iteration = iteration,
                      .ordinal = ordinal,
                      .kind = FlowKind::user,
                      .sequence = is_planned
                                      ? std::optional(plan.phases[phase].first_sequence + ordinal)
                                      : std::nullopt};
}

FlowIdentity preflight_flow(std::size_t scenario) {
  // No plan reaches these numbers: `most_flows` is smaller.
  constexpr std::uint32_t beyond = std::numeric_limits<std::uint32_t>::max();
  return FlowIdentity{.scenario = scenario,
                      .owner = beyond,
                      .iteration = beyond,
                      .ordinal = beyond,
                      .kind = FlowKind::preflight};
}

std::uint64_t most_users(const Phase& phase) {
  if (const auto* closed = std::get_if<ClosedLoad>(&phase.load)) {
    return static_cast<std::uint64_t>(std::max(closed->users, closed->to.value_or(0)));
  }
  const auto* fixed = std::get_if<IterationsLoad>(&phase.load);
  return fixed == nullptr ? 0 : static_cast<std::uint64_t>(fixed->users);
}

std::size_t scenario_of(const Plan& plan, std::uint32_t user, std::uint32_t iteration) {
  return scenario_of_iteration(plan.spec, user, iteration);
}

std::size_t data_row(const Plan& plan, std::size_t source, const FlowIdentity& flow) {
  const DataTable& table = plan.data[source];
  if (table.pick == Pick::sequential) {
    return flow.ordinal % table.rows.size();
  }
  if (table.pick == Pick::unique) {
    return unique_row(plan, table, flow);
  }
  const DrawKey key = draw_key(plan, flow, Purpose::data_row, draw_number(table.name));
  const std::vector<std::uint64_t>& weights = table.cumulative_weights;
  if (weights.empty()) {
    return draw_below(key, table.rows.size());
  }
  // The first row whose sum is above the draw: one of weight 0 has the sum of the row before.
  const auto drawn = std::ranges::upper_bound(weights, draw_below(key, weights.back()));
  return static_cast<std::size_t>(drawn - weights.begin());
}

Nanoseconds pause_length(const Plan& plan, const Pause& pause, const FlowIdentity& flow,
                         std::uint32_t index) {
  const auto span = static_cast<std::uint64_t>((pause.high - pause.low).count());
  const std::uint64_t extra = draw_below(draw_key(plan, flow, Purpose::pause, index), span + 1);
  return pause.low + Nanoseconds{static_cast<std::int64_t>(extra)};
}

}  // namespace loadgate
