// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "load/cgroup.h"
#include "load/load.h"

namespace loadgate {

/// CPUs that this process may run on.
std::int64_t usable_cores();

/// Spinning takes CPU time that others need where there is one CPU, and burns a quota.
bool may_spin(std::int64_t cores, const SystemRoots& roots = {});

/// `detect_testbed` of load.h with the kernel's files taken from these folders.
Testbed describe_machine(const SystemRoots& roots, std::string_view runner_label);

}  // namespace loadgate
