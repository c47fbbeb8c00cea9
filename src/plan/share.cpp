// SPDX-License-Identifier: Apache-2.0
#include "plan/share.h"

#include "plan/make_plan.h"

namespace loadgate {
namespace {

/// Of the ordinals 0 … flows-1, those of the share's users: ordinal = user + users * iteration.
std::uint64_t iterations_of(const IterationsLoad& fixed, Share share) {
  const auto flows = static_cast<std::uint64_t>(fixed.iterations);
  const auto users = static_cast<std::uint64_t>(fixed.users);
  const std::uint64_t of_whole_rounds = flows / users * members_of(share, users);
  return of_whole_rounds + members_of(share, flows % users);
}

}  // namespace

std::uint64_t planned_flows(const Plan& plan, std::size_t phase, Share share) {
  if (const auto* fixed = std::get_if<IterationsLoad>(&plan.spec.load.phases[phase].load)) {
    return iterations_of(*fixed, share);
  }
  const PlannedPhase& planned = plan.phases[phase];
  return members_of(share, planned.first_sequence + planned.arrivals) -
         members_of(share, planned.first_sequence);
}

bool is_idle(const Plan& plan, Share share) {
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    if (planned_flows(plan, phase, share) > 0 ||
        members_of(share, most_users(plan.spec.load.phases[phase])) > 0) {
      return false;
    }
  }
  return true;
}

}  // namespace loadgate
