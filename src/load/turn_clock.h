// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "load/clock.h"
#include "load/turn.h"

namespace loadgate {

/// Between two turns that nobody shares: workers look for the next one about so often.
inline constexpr std::int64_t barrier_poll_ns = 1'000'000;

/// When each turn starts. Shared by the workers without a lock: a whole phase of a duration ends at
/// its nominal end, whatever is still under way; a phase of iterations, and every turn of one arm
/// alone, ends when every worker has said that it is done, and only then is the start of the next
/// one known.
class TurnClock {
 public:
  TurnClock(std::vector<Turn> turns, std::size_t workers, Instant start);

  std::size_t count() const { return turns_.size(); }
  const Turn& turn(std::size_t index) const { return turns_[index]; }
  /// Start of this turn; of `count()`: the end of the last one. -1: not known yet.
  Instant start_of(std::size_t turn) const;
  /// When the turn's last flow could start; -1: not known yet.
  Instant end_of(std::size_t turn) const;
  /// The same of the phase's last turn.
  Instant end_of_phase(std::size_t phase) const;
  bool ends_by_workers(std::size_t turn) const;
  /// Each worker says it once for each turn that ends by workers.
  void finish(std::size_t turn, Instant now);
  /// The last turn that has started at this moment.
  std::size_t turn_at(Instant now) const;

 private:
  bool is_counted(std::size_t turn) const;
  Instant length_of(std::size_t turn) const;
  void set_start(std::size_t turn, Instant start);

  std::vector<Turn> turns_;
  std::vector<std::size_t> last_of_phase_;
  std::vector<std::atomic<Instant>> starts_;          // one more than turns
  std::vector<std::atomic<Instant>> finished_;        // by turn
  std::vector<std::atomic<std::size_t>> unfinished_;  // workers, by turn
};

}  // namespace loadgate
