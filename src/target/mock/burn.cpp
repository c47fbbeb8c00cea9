// SPDX-License-Identifier: Apache-2.0
#include "target/mock/burn.h"

#include <sys/prctl.h>
#include <time.h>

#include <cstdint>

namespace loadgate::mock {
namespace {

Nanoseconds thread_cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + Nanoseconds{time.tv_nsec};
}

/// A few microseconds of work that no compiler leaves out.
void compute() {
  static thread_local volatile std::uint64_t state = 1;
  for (int i = 0; i < 1'000; ++i) {
    state = state * 6364136223846793005U + 1;
  }
}

}  // namespace

void burn(Nanoseconds cpu_time) {
  if (cpu_time == Nanoseconds{0}) {
    return;
  }
  const Nanoseconds end = thread_cpu_time() + cpu_time;
  while (thread_cpu_time() < end) {
    compute();
  }
}

void Burner::start(std::size_t threads) {
  while (threads_.size() < threads) {
    threads_.emplace_back([](const std::stop_token& stop) {
      prctl(PR_SET_NAME, "loadgate-burn", 0UL, 0UL, 0UL);
      while (!stop.stop_requested()) {
        compute();
      }
    });
  }
}

void Burner::stop() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();  // all of them, before the first is waited for
  }
  threads_.clear();
}

}  // namespace loadgate::mock
