// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "load/clock.h"
#include "plan/render.h"
#include "run/readings.h"
#include "run/sample.h"

namespace loadgate {

/// One flow under way. Moments are absolute.
struct FlowState {
  FlowIdentity identity;
  std::size_t phase;
  Instant intended;      ///< start of the flow
  Instant ready;         ///< when its present step is to go
  std::size_t step;      ///< present step, within its scenario
  std::uint32_t begun;   ///< steps that have a sample
  std::uint32_t pauses;  ///< drawn so far
  bool has_failed;       ///< a step failed and the flow went on
  bool was_sent_late;    ///< its present request
  Captures captures;
  bool is_under_way = false;  ///< its present request
  std::int64_t polled = 0;    ///< requests of its present step that were answered, and asked again
  std::int64_t poll_began = -1;  ///< the first of them, since the start of the run
  std::int64_t polls_own = 0;    ///< what of the time since then was loadgate's own
  /// Its present request was refused for now and waits for the next attempt: the sample that stands
  /// if there is none.
  std::unique_ptr<Sample> refused = nullptr;
  FlowNotes notes = {};
};

/// Places for flows, used again and again: a flow is named by its place while it lives.
class FlowTable {
 public:
  std::size_t add(FlowState flow) {
    ++live_;
    if (free_.empty()) {
      places_.push_back({std::move(flow), true});
      return places_.size() - 1;
    }
    const std::size_t place = free_.back();
    free_.pop_back();
    places_[place] = {std::move(flow), true};
    return place;
  }
  void remove(std::size_t place) {
    places_[place].is_used = false;
    places_[place].flow.captures.clear();
    places_[place].flow.refused.reset();
    free_.push_back(place);
    --live_;
  }
  FlowState& operator[](std::size_t place) { return places_[place].flow; }
  const FlowState& operator[](std::size_t place) const { return places_[place].flow; }
  std::size_t live() const { return live_; }
  std::vector<std::size_t> live_places() const {
    std::vector<std::size_t> live;
    for (std::size_t place = 0; place < places_.size(); ++place) {
      if (places_[place].is_used) {
        live.push_back(place);
      }
    }
    return live;
  }

 private:
  struct Place {
    FlowState flow;
    bool is_used;
  };
  std::vector<Place> places_;
  std::vector<std::size_t> free_;
  std::size_t live_ = 0;
};

}  // namespace loadgate
