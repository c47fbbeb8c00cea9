// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <csignal>
#include <ctime>

#include "base/units.h"

namespace loadgate::testing {

/// Interrupts this thread once, in the middle of what it does then, as SIGSTOP and SIGCONT do.
class LaterSignal {
 public:
  LaterSignal(Nanoseconds after, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(SIGUSR1, &action, &usual_);
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGUSR1;
    event._sigev_un._tid = ::gettid();
    ::timer_create(CLOCK_MONOTONIC, &event, &timer_);
    const itimerspec once{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = after.count()}};
    ::timer_settime(timer_, 0, &once, nullptr);
  }
  ~LaterSignal() {
    ::timer_delete(timer_);
    ::sigaction(SIGUSR1, &usual_, nullptr);
  }
  LaterSignal(const LaterSignal&) = delete;
  LaterSignal& operator=(const LaterSignal&) = delete;

 private:
  struct sigaction usual_ {};
  timer_t timer_{};
};

}  // namespace loadgate::testing
