// SPDX-License-Identifier: Apache-2.0
#include "judge/counted_own_time.h"

#include <algorithm>
#include <array>

#include "metric/counted.h"
#include "run/readings.h"

namespace loadgate {
namespace {

/// Requests that a stall of the event loop can have kept waiting without anybody knowing, at most.
std::uint64_t most_stalled(const Run& run) {
  std::uint64_t unseen = 0;
  for (const ScopeCounts& scope : run.condensed->scopes) {
    unseen += scope.unseen;
  }
  const std::uint64_t met =
      std::min(run.health.loop_stalls, unseen) * std::min(run.health.max_in_flight_seen, unseen);
  return std::min(met, unseen);
}

/// Moves the `count` largest numbers by `amount`; none falls below 0.
Histogram moved(const Histogram& histogram, std::uint64_t count, std::int64_t amount) {
  Histogram result;
  std::vector<BucketCount> counts = histogram.counts();
  for (auto bucket = counts.rbegin(); bucket != counts.rend(); ++bucket) {
    const std::uint64_t part = std::min(bucket->count, count);
    count -= part;
    if (part > 0) {
      result.add(three_digits.value(bucket->bucket) + amount, part);
    }
    if (bucket->count > part) {
      result.add_to(bucket->bucket, bucket->count - part);
    }
  }
  return result;
}

struct NetReading {
  std::string_view name;
  std::string_view net;
  bool ends_with_answer;  ///< a stall can have kept waiting what ended it
};
constexpr std::array net_readings{
    NetReading{"latency", "net latency", true},
    NetReading{"first_attempt.latency", "net first_attempt.latency", true},
    NetReading{"service_time", "net service_time", true},
    NetReading{"ttfb", "net ttfb", true},
    NetReading{"wait", "net wait", true},
    NetReading{"connect", "net connect", false},
    NetReading{"tls", "net tls", false},
    NetReading{"iteration", "net iteration", true},
};

bool is_empty(const ReadingCounts& counts) {
  return counts.exact.count() + counts.at_least.count() == 0;
}

template <typename Rows>
void take_net(const Rows& rows, std::uint64_t stalled, std::int64_t stall, ScopeCounts& scope) {
  const auto place = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(rows, name, &Rows::value_type::name) -
                                    rows.begin());
  };
  for (const NetReading& reading : net_readings) {
    if (place(reading.name) >= rows.size()) {
      continue;
    }
    ReadingCounts& counts = scope.readings[place(reading.name)];
    // Files of earlier versions have not all of them.
    const ReadingCounts& net = scope.readings[place(reading.net)];
    counts = is_empty(net) ? counts : net;
    if (stalled > 0 && reading.ends_with_answer) {
      counts.exact = moved(counts.exact, stalled, -stall);
    }
  }
}

}  // namespace

std::vector<Observation> counted_own_times(const Run& run, Scope scope, std::string_view metric) {
  std::vector<Observation> own = observe_counted(run, scope, own_reading_of(metric).name);
  if (own.empty()) {
    own = observe_counted(run, scope, "own time");  // of flows, and in files of earlier versions
  }
  ReadingCounts counts;
  for (const Observation& observation : own) {
    counts.exact.add(static_cast<std::int64_t>(observation.value), observation.count);
  }
  const std::uint64_t stalled = most_stalled(run);
  if (stalled > 0) {
    counts.exact = moved(counts.exact, stalled, run.health.longest_stall);
  }
  return observations_in(counts);
}

Run counted_net(Run run) {
  const std::uint64_t stalled = most_stalled(run);
  for (ScopeCounts& scope : run.condensed->scopes) {
    if (scope.step < run.steps.size()) {
      take_net(sample_readings(), std::min(stalled, scope.unseen), run.health.longest_stall, scope);
    } else {
      take_net(flow_readings(), stalled, run.health.longest_stall, scope);
    }
  }
  return run;
}

}  // namespace loadgate
