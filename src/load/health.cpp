// SPDX-License-Identifier: Apache-2.0
#include "load/health.h"

#include <string>
#include <vector>

#include "load/system_file.h"

namespace loadgate {

ThreadTimes times_of_this_thread(const SystemRoots& roots) {
  const auto words = words_of(read_system_file(roots.proc / "thread-self/schedstat"));
  if (words.size() < 2) {
    return ThreadTimes{.on_cpu = -1, .waited = -1};
  }
  return ThreadTimes{.on_cpu = whole_number(words[0]).value_or(-1),
                     .waited = whole_number(words[1]).value_or(-1)};
}

std::int64_t delay_between(const ThreadTimes& before, const ThreadTimes& after) {
  // A kernel without the statistic shows zeros: a thread that has run has used some time.
  if (before.on_cpu < 0 || after.on_cpu <= 0 || after.waited < before.waited) {
    return -1;
  }
  return after.waited - before.waited;
}

MachineTimes machine_times(const SystemRoots& roots) {
  MachineTimes times{.throttled = throttled_periods(roots), .stolen = -1, .total = 0};
  // cpu user nice system idle iowait irq softirq steal …: guest times are in user and nice already
  constexpr std::size_t steal = 8;
  const auto words = words_of(read_system_file(roots.proc / "stat"));
  if (words.size() <= steal || words[0] != "cpu") {
    return times;
  }
  for (std::size_t kind = 1; kind <= steal; ++kind) {
    times.total += whole_number(words[kind]).value_or(0);
  }
  times.stolen = whole_number(words[steal]).value_or(-1);
  return times;
}

double steal_share(const MachineTimes& before, const MachineTimes& after) {
  const std::int64_t total = after.total - before.total;
  if (before.stolen < 0 || after.stolen < before.stolen || total <= 0) {
    return -1;
  }
  return static_cast<double>(after.stolen - before.stolen) / static_cast<double>(total);
}

}  // namespace loadgate
