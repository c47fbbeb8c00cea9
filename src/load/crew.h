// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "load/brake.h"
#include "load/doors.h"
#include "load/phase_clock.h"
#include "load/step_program.h"
#include "load/worker_record.h"

namespace loadgate {

/// One worker up to 5,000 requests a second, then one for each 8,000, but one usable core is left
/// to the others. Closed phases have no rate: one worker.
std::size_t worker_count(const Plan& plan, std::int64_t usable_cores);

/// The part of `total` that belongs to the worker at `index`; the parts add up.
std::size_t share_of(std::size_t total, std::size_t index, std::size_t workers);

/// Requests of open phases and of users that this worker has under way at most.
struct Capacity {
  std::size_t slots;  ///< its part of max_in_flight
  std::size_t users;
};
Capacity capacity_of(const Plan& plan, std::size_t index, std::size_t workers);

/// What the crew works with. `transports`: one for each worker.
struct CrewSetup {
  const LoadContext& context;
  const LoadProgram& program;
  Clock& clock;
  PhaseClock& phases;
  Brake& brake;
};

/// Runs one thread for each transport until all are done, telling the listener from the calling
/// thread about ten times a second.
std::vector<WorkerRecord> run_crew(const CrewSetup& setup,
                                   std::vector<std::unique_ptr<Transport>> transports);

}  // namespace loadgate
