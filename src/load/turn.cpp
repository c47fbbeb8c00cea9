// SPDX-License-Identifier: Apache-2.0
#include "load/turn.h"

#include "run/pairing.h"

namespace loadgate {
namespace {

/// How a phase is cut.
struct Cut {
  std::size_t phase;
  std::uint32_t windows;
  std::uint32_t before;  ///< windows of the phase that other looks had
};

void add_pairs(const Plan& plan, const Cut& cut, std::uint64_t run_salt, std::vector<Turn>& turns) {
  const bool is_measured = plan.phases[cut.phase].measure;
  for (std::uint32_t index = 0; index < cut.windows; ++index) {
    const std::uint32_t number = cut.before + index;
    const bool base_first = base_goes_first(plan, run_salt, cut.phase, number);
    const Arm first = base_first ? Arm::base : Arm::candidate;
    const Arm second = base_first ? Arm::candidate : Arm::base;
    for (const Arm arm : {first, second}) {
      turns.push_back({.phase = cut.phase,
                       .window = window_of(plan, cut.phase, index, cut.windows),
                       .number = number,
                       .arm = static_cast<std::size_t>(arm),
                       .is_alone = true,
                       .is_slice = is_measured,
                       .is_dropped = index == 0});
    }
  }
}

}  // namespace

std::vector<Turn> whole_phases(const Plan& plan) {
  std::vector<Turn> turns;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    turns.push_back({.phase = phase,
                     .window = window_of(plan, phase, 0, 1),
                     .number = 0,
                     .arm = 0,
                     .is_alone = false,
                     .is_slice = false,
                     .is_dropped = false});
  }
  return turns;
}

std::vector<Turn> paired_turns(const Plan& plan, std::uint64_t run_salt) {
  std::vector<Turn> turns;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    const std::uint32_t windows = plan.phases[phase].measure ? planned_windows : 1;
    add_pairs(plan, {.phase = phase, .windows = windows, .before = 0}, run_salt, turns);
  }
  return turns;
}

std::vector<Turn> look_turns(const Plan& look, const Looks& looks,
                             const std::vector<std::size_t>& phases, std::uint64_t run_salt) {
  std::vector<Turn> turns;
  for (const std::size_t phase : phases) {
    add_pairs(look,
              {.phase = phase, .windows = look_windows, .before = looks.windows_before(phase)},
              run_salt, turns);
  }
  return turns;
}

}  // namespace loadgate
