// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "run/delivery.h"
#include "run/merge.h"

/// Runs taken apart, as if each shard had been a process of its own.
namespace loadgate::testing {

inline bool is_in_shard(const Run& run, const auto& row, std::uint64_t index, std::uint64_t count) {
  const bool is_open = run.phases[row.phase].kind == PhaseKind::open;
  return (is_open ? row.sequence : row.user) % count == index;
}

/// The shard's flows, samples and counts; everything else as in the whole.
inline Run shard_of(const Run& whole, std::uint32_t index, std::uint32_t count) {
  Run shard = whole;
  const auto is_foreign = [&](const auto& row) { return !is_in_shard(whole, row, index, count); };
  std::erase_if(shard.samples, is_foreign);
  std::erase_if(shard.flows, is_foreign);
  const std::uint64_t none = 0;
  const Delivery own = delivery_of(shard);
  shard.health.planned_flows = index == 0 ? whole.health.planned_flows : none;
  shard.health.started_flows = own.started_flows;
  shard.health.generator_dropped = own.generator_dropped;
  shard.health.in_flight_dropped = own.in_flight_dropped;
  for (CheckCount& check : shard.checks) {
    check.passed = index == 0 ? check.passed : none;
    check.evaluated = index == 0 ? check.evaluated : none;
  }
  shard.shards = {.count = count,
                  .held = {{.index = index,
                            .started_at = whole.provenance.started_at,
                            .ended_at = whole.provenance.ended_at,
                            .job = "job-" + std::to_string(index)}}};
  return shard;
}

inline std::vector<ShardFile> shards_of(const Run& whole, std::uint32_t count) {
  std::vector<ShardFile> shards;
  for (std::uint32_t index = 0; index < count; ++index) {
    shards.push_back(
        {.file = std::to_string(index) + ".json", .run = shard_of(whole, index, count)});
  }
  return shards;
}

}  // namespace loadgate::testing
