// SPDX-License-Identifier: Apache-2.0
#include "load/window_arrivals.h"

#include <utility>

namespace loadgate {

void WindowArrivals::enter(const Turn& turn) {
  const bool is_same_phase = turn_ && turn_->phase == turn.phase;
  if (is_same_phase && turn_->number == turn.number) {
    place_.emplace(*begin_);
  } else if (is_same_phase) {
    begin_.emplace(*place_);
  } else {
    begin_.emplace(Place{.sequence = ArrivalSequence(plan_, turn.phase), .ahead = {}});
    place_.emplace(*begin_);
  }
  turn_.emplace(turn);
}

std::optional<Arrival> WindowArrivals::next() {
  if (!place_) {
    return std::nullopt;
  }
  std::optional<Arrival> arrival =
      place_->ahead ? std::exchange(place_->ahead, {}) : place_->sequence.next();
  if (arrival && arrival->intended >= turn_->window.to) {
    place_->ahead = std::exchange(arrival, {});
  }
  return arrival;
}

}  // namespace loadgate
