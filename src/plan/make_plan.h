// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "plan/pacing.h"
#include "plan/plan.h"
#include "plan/poisson.h"

namespace loadgate {

/// Fills in every default, reads the data files, checks names of columns and captures, computes the
/// digest. Depends on the spec, its data files and its seed alone.
Result<Plan> make_plan(Spec spec);

/// The spec under the load of one of its profiles, with a baseline file of its own: `checkout.json`
/// becomes `checkout.deploy.json`. Error: there is no such profile.
Result<Spec> with_profile(Spec spec, const std::string& name);

/// The arrivals of one phase, in order, computed one by one: bounded memory for a soak of any
/// length. Empty for closed phases. The plan must outlive it.
class ArrivalSequence {
 public:
  ArrivalSequence(const Plan& plan, std::size_t phase);
  std::optional<Arrival> next();

 private:
  const Plan& plan_;
  std::size_t phase_;
  std::optional<Pacing> pacing_;  // none: a closed phase
  PoissonProcess poisson_;
  std::uint64_t index_ = 0;
};

enum class FlowKind { arrival, user, preflight };

/// Who a flow belongs to, and so which draws and rows are its own (see DrawKey). Made by the three
/// functions below.
struct FlowIdentity {
  std::size_t scenario;
  std::uint32_t owner;                ///< open: sequence number; closed: user
  std::uint32_t iteration;            ///< open: 0; closed: the user's count
  std::uint64_t ordinal;              ///< open: sequence number; closed: user + users * iteration
  FlowKind kind = FlowKind::arrival;  ///< decides what ${iteration} and ${user} show
  /// Among all flows that the plan counts, over all phases; none in phases of users and a duration.
  std::optional<std::uint64_t> sequence = {};
};

FlowIdentity flow_of(const Arrival& arrival);
/// A flow of a closed phase. A phase of N iterations runs the ordinals 0 to N - 1, so a user stops
/// at the first iteration whose ordinal is beyond.
FlowIdentity flow_of_user(const Plan& plan, std::size_t phase, std::uint32_t user,
                          std::uint32_t iteration);
/// The pass before the load: rows and draws of its own, shared with no planned flow; ${iteration}
/// and ${user} show 0.
FlowIdentity preflight_flow(std::size_t scenario);

/// Users of a closed phase, at the higher end of a ramp; 0 for open phases.
std::uint64_t most_users(const Phase& phase);

/// Closed phases: which scenario this user runs in this iteration, by weight.
std::size_t scenario_of(const Plan& plan, std::uint32_t user, std::uint32_t iteration);

/// The row of a data source for this flow: a seeded draw (by weight), its ordinal modulo rows, or
/// the one that is its own (plan/unique_rows.h).
std::size_t data_row(const Plan& plan, std::size_t source, const FlowIdentity& flow);

/// A pause's length for this flow; `index` counts the pauses of the flow.
Nanoseconds pause_length(const Plan& plan, const Pause& pause, const FlowIdentity& flow,
                         std::uint32_t index);

/// Requests that each phase sends to each step if every flow runs to its end: [phase][step]. Closed
/// phases with a duration count 0, their number is not planned. Of several scenarios the draws are
/// counted, of more than 20 million flows what the weights let expect.
std::vector<std::vector<std::uint64_t>> planned_requests(const Plan& plan);

/// The table of `loadgate plan`: phases, arrivals, requests for each step, duration, needed
/// concurrency, digest.
std::string describe_plan(const Plan& plan);

/// "recorded at 50/s, this run 100/s: phases[1].rate": the first setting that differs; empty when
/// the parts are equal.
std::string describe_difference(const DigestPart& recorded, const DigestPart& current);

}  // namespace loadgate
