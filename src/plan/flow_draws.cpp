// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "base/random.h"
#include "plan/draw_number.h"
#include "plan/flow_scenario.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

DrawKey key_of(const Plan& plan, const FlowIdentity& flow, Purpose purpose, std::uint32_t draw) {
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
                      .kind = FlowKind::arrival};
}

FlowIdentity flow_of_user(const Plan& plan, std::size_t phase, std::uint32_t user,
                          std::uint32_t iteration) {
  const std::uint64_t users = most_users(plan.spec.load.phases[phase]);
  return FlowIdentity{.scenario = scenario_of(plan, user, iteration),
                      .owner = user,
                      .iteration = iteration,
                      .ordinal = user + users * iteration,
                      .kind = FlowKind::user};
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
  return draw_below(key_of(plan, flow, Purpose::data_row, draw_number(table.name)),
                    table.rows.size());
}

Nanoseconds pause_length(const Plan& plan, const Pause& pause, const FlowIdentity& flow,
                         std::uint32_t index) {
  const auto span = static_cast<std::uint64_t>((pause.high - pause.low).count());
  const std::uint64_t extra = draw_below(key_of(plan, flow, Purpose::pause, index), span + 1);
  return pause.low + Nanoseconds{static_cast<std::int64_t>(extra)};
}

}  // namespace loadgate
