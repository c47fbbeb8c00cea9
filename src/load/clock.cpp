// SPDX-License-Identifier: Apache-2.0
#include "load/clock.h"

#include <chrono>
#include <thread>

namespace loadgate {
namespace {

class RealClock : public Clock {
 public:
  Instant now() override { return monotonic_now(); }
  Timestamp wall() override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Timestamp{std::chrono::duration_cast<Nanoseconds>(since_epoch).count()};
  }
  void sleep_until(Instant moment) override {
    std::this_thread::sleep_for(Nanoseconds{moment - monotonic_now()});
  }
};

}  // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

}  // namespace loadgate
