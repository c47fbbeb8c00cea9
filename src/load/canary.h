// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace loadgate {

/// Round trips of one byte over loopback to an echo in this process, ns; -1 unknown. What the
/// machine itself needs to carry a byte and to wake a thread: before and after a load they are
/// alike, or the machine has changed.
struct Canary {
  std::int64_t p50 = -1;
  std::int64_t p99 = -1;
};

/// A few hundred round trips, 50 ms at most.
Canary measure_canary();

}  // namespace loadgate
