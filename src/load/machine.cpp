// SPDX-License-Identifier: Apache-2.0
#include "load/machine.h"

#include <sched.h>

#include <algorithm>

namespace loadgate {

std::int64_t usable_cores() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof usable, &usable) != 0) {
    return 1;
  }
  return std::max(CPU_COUNT(&usable), 1);
}

bool may_spin(std::int64_t cores, const SystemRoots& roots) {
  return cores > 1 && cpu_quota(roots).value_or(2) >= 2;
}

}  // namespace loadgate
