// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "load/cgroup.h"

namespace loadgate {

/// What the kernel says of one thread (/proc/thread-self/schedstat), ns.
struct ThreadTimes {
  std::int64_t on_cpu;  ///< -1 unknown
  std::int64_t waited;  ///< runnable, but not running
};
ThreadTimes times_of_this_thread(const SystemRoots& roots = {});

/// How long the thread was kept waiting between two looks; -1: the kernel does not count it.
std::int64_t delay_between(const ThreadTimes& before, const ThreadTimes& after);

/// Evidence of the machine; differences of two looks are taken.
struct MachineTimes {
  std::uint64_t throttled;  ///< periods, of every cgroup that holds this process
  std::int64_t stolen;      ///< ticks; -1 unknown
  std::int64_t total;       ///< ticks of all kinds
};
MachineTimes machine_times(const SystemRoots& roots = {});

/// Share of the time that the hypervisor gave to others; -1 unknown.
double steal_share(const MachineTimes& before, const MachineTimes& after);

}  // namespace loadgate
