// SPDX-License-Identifier: Apache-2.0
#include "base/integers.h"
#include "plan/flow_scenario.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

/// Counting more draws takes too long.
constexpr std::uint64_t most_counted = 20'000'000;

/// What their weights let expect, rounded up.
std::vector<std::uint64_t> expected_flows(const Spec& spec, std::uint64_t arrivals) {
  UnsignedInt128 total = 0;
  for (const Scenario& scenario : spec.scenarios) {
    total += static_cast<UnsignedInt128>(scenario.weight);
  }
  std::vector<std::uint64_t> flows;
  for (const Scenario& scenario : spec.scenarios) {
    const UnsignedInt128 share =
        static_cast<UnsignedInt128>(arrivals) * static_cast<UnsignedInt128>(scenario.weight);
    flows.push_back(static_cast<std::uint64_t>((share + total - 1) / total));
  }
  return flows;
}

/// How many flows of the phase run each scenario: the draws themselves are counted.
std::vector<std::uint64_t> flows_by_scenario(const Plan& plan, std::size_t phase) {
  const PlannedPhase& planned = plan.phases[phase];
  if (plan.spec.scenarios.size() == 1 || planned.arrivals > most_counted) {
    return expected_flows(plan.spec, planned.arrivals);
  }
  std::vector<std::uint64_t> flows(plan.spec.scenarios.size(), 0);
  const std::uint64_t users = most_users(plan.spec.load.phases[phase]);
  for (std::uint64_t i = 0; i < planned.arrivals; ++i) {
    const std::size_t scenario =
        users == 0 ? scenario_of_arrival(plan.spec, planned.first_sequence + i)
                   : scenario_of_iteration(plan.spec, static_cast<std::uint32_t>(i % users),
                                           static_cast<std::uint32_t>(i / users));
    ++flows[scenario];
  }
  return flows;
}

}  // namespace

std::vector<std::vector<std::uint64_t>> planned_requests(const Plan& plan) {
  std::vector<std::vector<std::uint64_t>> requests;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    const std::vector<std::uint64_t> flows = flows_by_scenario(plan, phase);
    std::vector<std::uint64_t>& row = requests.emplace_back();
    for (const PlannedStep& step : plan.steps) {
      row.push_back(flows[step.scenario]);
    }
  }
  return requests;
}

}  // namespace loadgate
