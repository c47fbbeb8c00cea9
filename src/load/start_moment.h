// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/clock.h"
#include "load/load.h"

namespace loadgate {

/// When the first phase begins.
struct StartMoment {
  Instant at;
  Timestamp wall;
  std::int64_t late;  ///< ns after the moment that was asked for; 0: in time, or none was
};

/// Waits until shortly before the moment that the context asks for, so that shards on several
/// machines begin together; too late for it, the load begins at once. Error: a signal came.
Result<StartMoment> await_start(const LoadContext& context, Clock& clock);

/// Writes down when the run began, and whether that was too late.
void note_start(const StartMoment& start, const LoadContext& context, Run& run);

/// Writes down which shard it was; nothing for a whole plan.
void note_shard(const LoadContext& context, Timestamp ended_at, Run& run);

}  // namespace loadgate
