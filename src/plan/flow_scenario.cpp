// SPDX-License-Identifier: Apache-2.0
#include "plan/flow_scenario.h"

#include "base/random.h"

namespace loadgate {
namespace {

/// Arrival 7 and user 7 draw apart.
enum class Chooser : std::uint32_t { arrival = 0, user = 1 };

std::size_t choose(const Spec& spec, std::uint32_t owner, std::uint32_t iteration,
                   Chooser chooser) {
  if (spec.scenarios.size() == 1) {
    return 0;
  }
  std::uint64_t total = 0;
  for (const Scenario& scenario : spec.scenarios) {
    total += static_cast<std::uint64_t>(scenario.weight);
  }
  std::uint64_t left = draw_below({.seed = spec.load.seed,
                                   .purpose = Purpose::scenario,
                                   .scenario = 0,
                                   .owner = owner,
                                   .iteration = iteration,
                                   .draw = static_cast<std::uint32_t>(chooser)},
                                  total);
  std::size_t index = 0;
  while (left >= static_cast<std::uint64_t>(spec.scenarios[index].weight)) {
    left -= static_cast<std::uint64_t>(spec.scenarios[index++].weight);
  }
  return index;
}

}  // namespace

std::size_t scenario_of_arrival(const Spec& spec, std::uint64_t sequence) {
  return choose(spec, static_cast<std::uint32_t>(sequence), 0, Chooser::arrival);
}

std::size_t scenario_of_iteration(const Spec& spec, std::uint32_t user, std::uint32_t iteration) {
  return choose(spec, user, iteration, Chooser::user);
}

}  // namespace loadgate
