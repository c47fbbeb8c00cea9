// SPDX-License-Identifier: Apache-2.0
#include "judge/cause.h"

#include <algorithm>
#include <iterator>

#include "base/units.h"
#include "judge/words.h"

namespace loadgate {
namespace {

// What the trust table calls quiet.
constexpr double quiet_run_delay = 0.01;
constexpr double quiet_steal = 0.005;
// A shorter stall is one among many of a busy machine …
constexpr double shortest_stop = 20e6;
// … and for so long no thread waits for its turn, however many others there are.
constexpr double longest_turn = 100e6;

std::int64_t length_of(const Run& run) {
  if (run.condensed) {
    return std::ssize(run.condensed->slices) * run.condensed->slice_seconds * one_second;
  }
  std::int64_t end = 0;
  for (const Sample& sample : run.samples) {
    end = std::max(end, sample.finished);
  }
  return end;
}

/// Nanoseconds that the threads wanted a CPU and had none, at most: there are fewer threads than
/// cores (load/crew.h).
double waited_for_cpu(const Run& run) {
  const auto threads = static_cast<double>(std::max<std::int64_t>(run.testbed.usable_cores - 1, 1));
  return std::max(run.health.run_delay_share, 0.0) * static_cast<double>(length_of(run)) * threads;
}

/// A thread that waits for a CPU is counted by the kernel; one that was stopped is not. A quota and
/// the host stop threads as well, and are known by their own counts; the host's many short turns
/// explain no long stop, so that is named beside them.
bool was_stopped(const Run& run, double lateness) {
  const Health& health = run.health;
  const auto stall = static_cast<double>(health.longest_stall);
  const bool is_long = stall >= longest_turn;
  const bool is_short_stop =
      stall >= shortest_stop && stall > waited_for_cpu(run) && health.steal_share <= quiet_steal;
  return (is_long || is_short_stop) && stall >= lateness / 2 && health.throttled == 0;
}

std::string duration_of(std::int64_t nanoseconds) {
  return format_duration(static_cast<double>(nanoseconds));
}

}  // namespace

std::vector<Cause> disturbances_of(const Run& run) {
  const Health& health = run.health;
  std::vector<Cause> causes;
  if (health.throttled > 0) {
    causes.push_back(
        {.words = "the CPU quota stopped loadgate " + count_words(health.throttled, "time"),
         .advice = "raise the CPU quota of the job, or lower the rate"});
  }
  if (health.steal_share > quiet_steal) {
    causes.push_back({.words = "the machine's host took " + format_percent(health.steal_share) +
                               " of the CPU time for others",
                      .advice = "use a runner that does not share its cores"});
  }
  if (health.run_delay_share > quiet_run_delay) {
    causes.push_back({.words = "other work kept loadgate waiting for a CPU for " +
                               format_percent(std::min(1.0, health.run_delay_share)) +
                               " of the time",
                      .advice = "give loadgate a core of its own, or use a larger runner"});
  }
  return causes;
}

std::vector<Cause> causes_of(const Run& run, double lateness) {
  const Health& health = run.health;
  std::vector<Cause> causes;
  if (was_stopped(run, lateness)) {
    causes.push_back({.words = "something stopped loadgate for " +
                               duration_of(health.longest_stall) +
                               " (a signal, a debugger, a paused machine)",
                      .advice = "let nothing stop loadgate while it measures"});
  }
  std::ranges::move(disturbances_of(run), std::back_inserter(causes));
  if (causes.empty() && health.longest_stall > 0 &&
      static_cast<double>(health.longest_stall) >= lateness / 2) {
    causes.push_back({.words = "loadgate's event loop stood still " +
                               count_words(health.loop_stalls, "time") + ", for up to " +
                               duration_of(health.longest_stall),
                      .advice = "use a larger runner, or lower the rate"});
  }
  return causes;
}

}  // namespace loadgate
