// SPDX-License-Identifier: Apache-2.0
#include "load/turn_clock.h"

#include <algorithm>
#include <utility>

namespace loadgate {
namespace {

// So that every worker has seen the barrier open before the first flow of the next turn is due.
constexpr std::int64_t between_turns_ns = 2 * barrier_poll_ns;

}  // namespace

TurnClock::TurnClock(std::vector<Turn> turns, std::size_t workers, Instant start)
    : turns_(std::move(turns)),
      starts_(turns_.size() + 1),
      finished_(turns_.size()),
      unfinished_(turns_.size()) {
  for (auto& unknown : starts_) {
    unknown.store(-1);
  }
  for (auto& unknown : finished_) {
    unknown.store(-1);
  }
  for (auto& workers_left : unfinished_) {
    workers_left.store(workers);
  }
  for (std::size_t turn = 0; turn < turns_.size(); ++turn) {
    last_of_phase_.resize(std::max(last_of_phase_.size(), turns_[turn].phase + 1), turns_.size());
    last_of_phase_[turns_[turn].phase] = turn;
  }
  set_start(0, start);
}

Instant TurnClock::start_of(std::size_t turn) const {
  return starts_[turn].load(std::memory_order_acquire);
}

bool TurnClock::is_counted(std::size_t turn) const {
  return turns_[turn].window.to == turns_[turn].window.from;
}

Instant TurnClock::length_of(std::size_t turn) const {
  return (turns_[turn].window.to - turns_[turn].window.from).count();
}

bool TurnClock::ends_by_workers(std::size_t turn) const {
  return turns_[turn].is_alone || is_counted(turn);
}

Instant TurnClock::end_of(std::size_t turn) const {
  if (is_counted(turn)) {
    return finished_[turn].load(std::memory_order_acquire);
  }
  const Instant start = start_of(turn);
  return start < 0 ? start : start + length_of(turn);
}

Instant TurnClock::end_of_phase(std::size_t phase) const {
  const bool has_turn = phase < last_of_phase_.size() && last_of_phase_[phase] < count();
  return has_turn ? end_of(last_of_phase_[phase]) : -1;
}

void TurnClock::finish(std::size_t turn, Instant now) {
  if (unfinished_[turn].fetch_sub(1) == 1) {
    finished_[turn].store(now, std::memory_order_release);
    const bool is_last = turn + 1 == count();
    set_start(turn + 1, turns_[turn].is_alone && !is_last ? now + between_turns_ns : now);
  }
}

std::size_t TurnClock::turn_at(Instant now) const {
  std::size_t turn = 0;
  while (turn + 1 < count() && start_of(turn + 1) >= 0 && start_of(turn + 1) <= now) {
    ++turn;
  }
  return turn;
}

void TurnClock::set_start(std::size_t turn, Instant start) {
  starts_[turn].store(start, std::memory_order_release);
  for (; turn < count() && !ends_by_workers(turn); ++turn) {
    start += length_of(turn);
    starts_[turn + 1].store(start, std::memory_order_release);
  }
}

}  // namespace loadgate
