// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "load/clock.h"
#include "plan/plan.h"

namespace loadgate {

/// When each phase starts. Shared by the workers without a lock: a phase of a duration ends at its
/// nominal end, whatever is still under way; a phase of iterations ends when every worker has said
/// that its flows have ended, and only then is the start of the next one known.
class PhaseClock {
 public:
  PhaseClock(const Plan& plan, std::size_t workers, Instant start);

  std::size_t phases() const { return plan_.phases.size(); }
  /// Start of this phase; of `phases()`: the end of the last one. -1: not known yet.
  Instant start_of(std::size_t phase) const;
  /// Each worker says it once for each phase of iterations.
  void finish_iterations(std::size_t phase, Instant now);
  /// The last phase that has started at this moment.
  std::size_t phase_at(Instant now) const;

 private:
  void set_start(std::size_t phase, Instant start);

  const Plan& plan_;
  std::vector<std::atomic<Instant>> starts_;          // one more than phases
  std::vector<std::atomic<std::size_t>> unfinished_;  // workers, by phase
};

}  // namespace loadgate
