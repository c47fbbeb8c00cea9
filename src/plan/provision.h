// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "plan/make_plan.h"
#include "plan/mistakes.h"
#include "plan/share.h"

namespace loadgate {

// What `provision` asks for, as plans of their own: one scenario, one flow for each credential,
// begun at its rate and with its retries. Their draws are apart from those of the load; credential
// i has the rows of data that arrival i would have.

/// Of a plan with `provision`. Makes credentials.
Plan provision_plan(const Plan& plan);
/// Gives them back. Its scenario has no step where the spec's `release` has none.
Plan release_plan(const Plan& plan);

/// The flow of these plans that belongs to credential `row`.
FlowIdentity flow_of_row(std::size_t row);

/// When credential `index` is begun, since the beginning: index / rate, rounded down.
Nanoseconds provision_start(Rate rate, std::uint64_t index);

/// Credentials that a load needs of its own for somebody.
struct CredentialNeeds {
  std::uint64_t users;      ///< at the same time
  std::uint64_t preflight;  ///< one for each scenario; 0 where it is off
};
CredentialNeeds credential_needs(const Plan& plan);

/// Which credential this flow has: a user the one of its number, arrivals take them in turn, the
/// pass before the load has the last ones of its share. Nothing: nobody's (setup, teardown), or the
/// spec has no `provision`.
std::optional<std::size_t> provisioned_row(const Plan& plan, const FlowIdentity& flow, Share share);

/// Fewer credentials than users, rows of `pick: unique` than credentials, or a rate that would take
/// longer than a day.
void check_provision(const Plan& plan, Mistakes& mistakes);

/// Error: a shard would have fewer credentials than it needs, or arrivals those of other shards.
Result<void> check_provision_share(const Plan& plan, Share share);

/// A line for `loadgate plan`; empty where nothing is provisioned.
std::string provision_line(const Plan& plan);

}  // namespace loadgate
