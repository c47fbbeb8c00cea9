// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "target/mock/config.h"

namespace loadgate::mock {

enum class Traffic { load, preflight };

/// How one request ends.
enum class Fate { answer, answer_and_close, half, reset, hang };

struct Decision {
  Nanoseconds delay;  ///< from the whole request to its answer, before any slow-down
  Fate fate;
  int error_status;   ///< 0: the route's own answer
  bool is_corrupted;  ///< where that answer is one of 2xx with a body
};

/// Names one request: its route's index, and its number among that route's requests of its kind.
struct RequestKey {
  std::uint64_t seed;
  std::uint16_t route;
  Traffic traffic;
  std::uint64_t number;
};

/// Depends on the arguments only: the same sequence of requests is treated in the same way.
Decision decide(const MockRoute& route, const RequestKey& key);

/// Who sets the faults above a number of requests in flight.
enum class Scope { route, server };

/// What being above it does to the decision: slower, and further faults for a request that has
/// none.
void decide_above(const MockAbove& above, const RequestKey& key, Scope scope, Decision& decision);

/// When the answer is due. `first_load`: when the first request of the load came (nullopt: it has
/// not, and no span has begun). Nothing leaves the server during a stall.
Nanoseconds due_at(const MockConfig& config, const MockRoute& route, Nanoseconds received,
                   std::optional<Nanoseconds> first_load, Nanoseconds delay);

}  // namespace loadgate::mock
