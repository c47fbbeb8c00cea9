// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "load/clock.h"

namespace loadgate {

/// What a worker has to do later: go on with a flow after a pause, let a user begin a flow, or
/// renew a token.
struct Appointment {
  enum class Kind { step, user, token };

  Instant when;
  std::uint64_t order;  ///< breaks ties, so that the same plan does the same things
  Kind kind;
  std::size_t index;  ///< of the flow's slot, of the user, or of the token's client
  std::size_t turn;   ///< users: in which turn; void once the user has moved on
};

struct IsLater {
  bool operator()(const Appointment& a, const Appointment& b) const {
    return a.when != b.when ? a.when > b.when : a.order > b.order;
  }
};

/// Appointments, the earliest first.
class Agenda {
 public:
  void add(Instant when, Appointment::Kind kind, std::size_t index, std::size_t turn) {
    queue_.push(
        Appointment{.when = when, .order = order_++, .kind = kind, .index = index, .turn = turn});
  }
  bool is_empty() const { return queue_.empty(); }
  const Appointment& first() const { return queue_.top(); }
  Appointment take_first() {
    const Appointment first = queue_.top();
    queue_.pop();
    return first;
  }

 private:
  std::priority_queue<Appointment, std::vector<Appointment>, IsLater> queue_;
  std::uint64_t order_ = 0;
};

}  // namespace loadgate
