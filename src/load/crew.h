// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "load/brake.h"
#include "load/doors.h"
#include "load/step_program.h"
#include "load/turn_clock.h"
#include "load/worker_record.h"
#include "plan/share.h"

namespace loadgate {

/// One worker up to 5,000 requests a second of this share, then one for each 8,000. Closed phases
/// have no rate: one for each 1,000 users. One usable core is left to the others, and each worker
/// has at least one slot of max_in_flight.
std::size_t worker_count(const Plan& plan, Share share, std::int64_t usable_cores);

/// Requests of open phases and of users that are under way at most in this share.
struct Capacity {
  std::size_t slots;  ///< its part of max_in_flight; 0: there is no open phase
  std::size_t users;
};
Capacity capacity_of(const Plan& plan, Share share);

/// What is sent to one service. Both are of one plan in all arms.
struct ArmSetup {
  const LoadContext& context;
  const LoadProgram& program;
};

/// What the crew works with.
struct CrewSetup {
  std::vector<ArmSetup> arms;  ///< as turns number them; unpaired one
  Clock& clock;
  TurnClock& turns;
  Brake& brake;
  Instant run_start;  ///< of a look before its first turn

  const LoadContext& context() const { return arms.front().context; }
};

/// Runs one thread for each transport until all are done, telling the listener from the calling
/// thread about ten times a second. By arm, then by worker.
std::vector<std::vector<WorkerRecord>> run_crew(const CrewSetup& setup,
                                                std::vector<std::unique_ptr<Transport>> transports);

}  // namespace loadgate
