// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "run/condense.h"
#include "run/run.h"

namespace loadgate {

/// A run and where it was read from, for messages.
struct ShardFile {
  std::string file;
  Run run;
};

/// Shards of one plan as one run: samples and flows together in the plan's order, counters summed,
/// of our own evidence the sum or the worst, times counted from each shard's own start. Exact and
/// associative: merged in any order and any groups, the same shards give the same bytes.
///
/// Refuses what is foreign (another plan, number of shards, profile, commit, version …), doubled,
/// or did not run at the same time. Shards may be missing: is_whole() tells.
/// More samples than `most` become histograms, and so does everything where one shard has them.
Result<Run> merge_runs(std::vector<ShardFile> shards, std::uint64_t most = most_samples);

/// The shards that the run does not hold.
std::vector<std::uint32_t> missing_shards(const Shards& shards);

}  // namespace loadgate
