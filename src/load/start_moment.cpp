// SPDX-License-Identifier: Apache-2.0
#include "load/start_moment.h"

#include <algorithm>

namespace loadgate {
namespace {

// Between the last preparation and the first phase, so that every thread is there in time.
constexpr std::int64_t head_start_ns = 10'000'000;
// How long a signal may go unnoticed.
constexpr std::int64_t wait_tick_ns = 100'000'000;
constexpr std::int64_t between_notes_ns = 5'000'000'000;

void tell(const LoadContext& context, Nanoseconds rest) {
  context.progress.note("the load begins at " + write_timestamp(*context.start_at) + ", in " +
                        format_duration(static_cast<double>(rest.count())));
}

}  // namespace

Result<StartMoment> await_start(const LoadContext& context, Clock& clock) {
  const Timestamp soonest{clock.wall().nanoseconds + head_start_ns};
  if (!context.start_at || *context.start_at <= soonest) {
    const std::int64_t asked = context.start_at.value_or(soonest).nanoseconds;
    return StartMoment{
        .at = clock.now() + head_start_ns, .wall = soonest, .late = soonest.nanoseconds - asked};
  }
  // The time of day may be corrected meanwhile: it is looked at again after each tick.
  const auto rest = [&] { return context.start_at->nanoseconds - clock.wall().nanoseconds; };
  Instant next_note = clock.now();
  while (rest() > head_start_ns) {
    if (context.stop != 0) {
      return cannot_measure("interrupted while waiting for the start, before the load began");
    }
    if (clock.now() >= next_note) {
      tell(context, Nanoseconds{rest()});
      next_note = clock.now() + between_notes_ns;
    }
    clock.sleep_until(clock.now() + std::min(rest() - head_start_ns, wait_tick_ns));
  }
  return StartMoment{.at = clock.now() + rest(), .wall = *context.start_at, .late = 0};
}

void note_start(const StartMoment& start, const LoadContext& context, Run& run) {
  run.provenance.started_at = start.wall;
  run.health.late_start = start.late;
  if (start.late > 0) {
    run.warnings.push_back("the load began " + format_duration(static_cast<double>(start.late)) +
                           " after " + write_timestamp(*context.start_at) +
                           ", the moment of --start-at: the preparations took until then");
  }
}

void note_shard(const LoadContext& context, Timestamp ended_at, Run& run) {
  if (context.share.count > 1) {
    run.shards = {.count = static_cast<std::uint32_t>(context.share.count),
                  .held = {{.index = static_cast<std::uint32_t>(context.share.index),
                            .started_at = run.provenance.started_at,
                            .ended_at = ended_at,
                            .job = {}}}};
  }
}

}  // namespace loadgate
