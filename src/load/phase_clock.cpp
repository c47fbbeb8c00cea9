// SPDX-License-Identifier: Apache-2.0
#include "load/phase_clock.h"

namespace loadgate {

PhaseClock::PhaseClock(const Plan& plan, std::size_t workers, Instant start)
    : plan_(plan), starts_(plan.phases.size() + 1), unfinished_(plan.phases.size()) {
  for (auto& unknown : starts_) {
    unknown.store(-1);
  }
  for (auto& count : unfinished_) {
    count.store(workers);
  }
  set_start(0, start);
}

Instant PhaseClock::start_of(std::size_t phase) const {
  return starts_[phase].load(std::memory_order_acquire);
}

void PhaseClock::finish_iterations(std::size_t phase, Instant now) {
  if (unfinished_[phase].fetch_sub(1) == 1) {
    set_start(phase + 1, now);
  }
}

std::size_t PhaseClock::phase_at(Instant now) const {
  std::size_t phase = 0;
  while (phase + 1 < phases() && start_of(phase + 1) >= 0 && start_of(phase + 1) <= now) {
    ++phase;
  }
  return phase;
}

void PhaseClock::set_start(std::size_t phase, Instant start) {
  starts_[phase].store(start, std::memory_order_release);
  for (; phase < phases() && plan_.phases[phase].duration.count() > 0; ++phase) {
    start += plan_.phases[phase].duration.count();
    starts_[phase + 1].store(start, std::memory_order_release);
  }
}

}  // namespace loadgate
