// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "judge/draft.h"

namespace loadgate {

/// What lies outside of a question's own evidence.
struct Surroundings {
  bool is_rejected_by_holm;  ///< "no change" is rejected over all blocking comparisons
  bool is_run_untrusted;     ///< the load was not offered as planned
  bool is_complete;          ///< every run came to its end
  bool is_survivors_only;    ///< errors of the same scope are beyond their rule
  std::size_t blocking;      ///< comparisons in Holm's family
  bool is_one_job;           ///< and `gate.jobs` wants a second one for a fail
  std::string trust_reason;  ///< of the whole run
  std::string trust_advice;  ///< what would let it be trusted
};

/// A rule is broken, by its own evidence and where it blocks by Holm's as well.
bool is_broken(const Draft& draft, const Surroundings& around);

/// The finding with its final state, policy and sentence.
Finding settle(const Case& judged, const Draft& draft, const Surroundings& around);

/// What the state does, by the rule's severity and the spec's policies.
Policy policy_of(State state, const Rule& rule, const Run& run);
Blocks blocks_of(State state, Policy policy);

}  // namespace loadgate
