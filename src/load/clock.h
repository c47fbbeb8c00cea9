// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/units.h"
#include "load/transport/transport.h"

namespace loadgate {

/// Tells the time. A door, so that a test can let hours pass in a moment. Threads share one.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
  virtual Timestamp wall() = 0;
  /// For what is planned: a worker waits in its transport.
  virtual void sleep_until(Instant moment) = 0;
};

/// CLOCK_MONOTONIC and the system's time of day.
Clock& real_clock();

}  // namespace loadgate
