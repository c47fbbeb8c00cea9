// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "load/agenda.h"
#include "load/turn.h"
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

/// The users of one worker (see Share). A user has one flow at a time, over turns too: who is still
/// busy when a turn begins joins it when the old flow has ended.
class UserPool {
 public:
  UserPool(const Plan& plan, Share share);

  /// Gives this worker's users their part in a turn of a closed phase. `index`: the turn's place.
  void enter(std::size_t index, const Turn& turn, Instant start, Agenda& agenda);
  /// The flow that the user is to begin; nothing: it has gone, moved on, or done all its flows.
  std::optional<FlowIdentity> begin(std::size_t user, std::size_t index, Instant now);
  /// The user's flow has ended; it is ready for the next at `ready`.
  void finish(std::size_t user, Instant ready, Agenda& agenda);
  /// Flows that this worker's users run in a turn of iterations; 0: another kind of phase.
  std::uint64_t iterations_of(const Turn& turn) const;
  /// Of this worker, the most at any time.
  std::size_t size() const { return users_.size(); }

 private:
  struct User {
    std::size_t turn;
    std::size_t phase;
    std::uint32_t iteration;
    Instant from;
    Instant until;
    std::uint64_t last_ordinal;  ///< excluded
    bool is_busy;
  };

  void place(std::uint64_t number, const Turn& turn, Instant start, User& user) const;

  const Plan& plan_;
  Share share_;
  std::vector<User> users_;  // number = index + count * place, as the share has them
};

}  // namespace loadgate
