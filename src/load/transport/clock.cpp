// SPDX-License-Identifier: Apache-2.0
#include <time.h>

#include "load/transport/transport.h"

namespace loadgate {

Instant monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Instant>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace loadgate
