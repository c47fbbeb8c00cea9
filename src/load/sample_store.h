// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "load/turn_clock.h"
#include "run/condense.h"
#include "run/row_log.h"

namespace loadgate {

/// Requests that were never sent have an age only at the end of the run: until then they are
/// counted by when they were planned, in at most 4,096 stretches of time.
class DroppedCounts {
 public:
  void add(std::int64_t intended);
  /// For each stretch its last moment, so that no age is made longer than it is, and its count.
  template <typename Take>
  void each(std::int64_t end, Take take) const {
    for (std::size_t index = 0; index < counts_.size(); ++index) {
      const std::int64_t last = (static_cast<std::int64_t>(index) + 1) * width_ - 1;
      if (counts_[index] > 0) {
        take(std::min(last, end), counts_[index]);
      }
    }
  }

 private:
  std::int64_t width_ = 1'000'000'000;
  std::vector<std::uint64_t> counts_;
};

/// What a worker keeps of its requests and flows: each of them up to a limit, what comes after it
/// counted, so that a soak of any length needs no more memory.
class SampleStore {
 public:
  /// `limit`: samples to be kept. Times count from the start of the first phase.
  SampleStore(std::size_t steps, std::uint64_t limit, const TurnClock& turns);

  void add(const Sample& sample);
  void add(const Flow& flow, const FlowNotes& notes);

  std::uint64_t samples() const { return samples_.size() + counted_; }
  bool is_over_limit() const { return counted_ > 0; }

  /// Every sample and flow; precondition: none was only counted. Gives the memory back on the way.
  void move_to(std::vector<Sample>& samples, std::vector<Flow>& flows);
  /// Counts everything. `end`: of the run, for what never ended.
  void count_to(Condenser& condenser, std::int64_t end);

 private:
  struct DroppedKey {
    std::uint16_t phase;
    std::uint16_t step;  ///< of a flow its scenario
    std::uint16_t data_class;
    bool is_flow;
    auto operator<=>(const DroppedKey&) const = default;
  };
  std::int64_t end_of(std::uint16_t phase) const;
  Condenser& condenser();

  std::size_t steps_;
  std::uint64_t limit_;
  const TurnClock& turns_;
  RowLog<Sample> samples_;
  RowLog<Flow> flows_;
  std::uint64_t counted_ = 0;
  std::optional<Condenser> condenser_;
  std::map<DroppedKey, DroppedCounts> dropped_;
};

/// Its `finished` is the end of the run, once that is known.
bool has_no_end(Outcome outcome);
void end_at(std::int64_t end, Sample& sample);

}  // namespace loadgate
