// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "load/agenda.h"
#include "plan/make_plan.h"
#include "plan/share.h"

namespace loadgate {

/// When a user of a closed phase may begin flows, as shares of the phase: a ramp lets users come
/// (or go) one by one, each in the middle of its share of the phase.
struct UserPresence {
  Nanoseconds from;   ///< since the start of the phase
  Nanoseconds until;  ///< no new flow at or after it
};
UserPresence presence_of(const ClosedLoad& load, std::uint64_t user);

/// The users of one worker (see Share). A user has one flow at a time, over phases
/// too: who is still busy when a phase begins joins it when the old flow has ended.
class UserPool {
 public:
  UserPool(const Plan& plan, Share share);

  /// Gives this worker's users their part in a closed phase.
  void enter(std::size_t phase, Instant start, Agenda& agenda);
  /// The flow that the user is to begin; nothing: it has gone, moved on, or done all its flows.
  std::optional<FlowIdentity> begin(std::size_t user, std::size_t phase, Instant now);
  /// The user's flow has ended; it is ready for the next at `ready`.
  void finish(std::size_t user, Instant ready, Agenda& agenda);
  /// Flows that this worker's users run in a phase of iterations; 0: another kind of phase.
  std::uint64_t iterations_of(std::size_t phase) const;
  /// Of this worker, the most at any time.
  std::size_t size() const { return users_.size(); }

 private:
  struct User {
    std::size_t phase;
    std::uint32_t iteration;
    Instant from;
    Instant until;
    bool is_busy;
  };

  const Plan& plan_;
  Share share_;
  std::vector<User> users_;  // number = index + count * place, as the share has them
};

}  // namespace loadgate
