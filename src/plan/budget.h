// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "plan/plan.h"
#include "plan/share.h"

namespace loadgate {

/// What the load may use up at most, as far as the plan tells it: every poll to its last request,
/// every request with all its retries.
struct MostUsed {
  std::uint64_t requests;
  Nanoseconds time;
  bool is_whole;  ///< false: phases whose flows, or whose time, nobody can plan are not in it
};
MostUsed most_used(const Plan& plan);

/// How the plan is offered: in paired mode to two builds, and looks after what came before them.
struct Offer {
  std::uint64_t builds = 1;
  MostUsed before = {.requests = 0, .time = Nanoseconds{0}, .is_whole = true};
};
MostUsed most_used(const Plan& plan, const Offer& offer);

/// Error (cannot_measure): the load may use up more than its budget.
Result<void> check_budget(const Plan& plan, const Offer& offer = {});

/// Of a plan without an end of its own each shard has its part of the requests. Where the plan says
/// how many there are they are known to suffice for all shards together (check_budget), whichever
/// of them sends more.
bool is_budget_divided(const Plan& plan);
Budget budget_of(const Plan& plan, Share share);

/// A line for `loadgate plan`; empty where nothing is sent again and there is no budget.
std::string budget_lines(const Plan& plan);

}  // namespace loadgate
