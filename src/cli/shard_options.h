// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace loadgate {

/// `--shard` and `--start-at`, as they were given.
struct ShardOptions {
  std::string shard;     ///< k/K, auto or auto/K; empty: the whole plan
  std::string start_at;  ///< a moment; empty: at once
};

void add_shard_options(CLI::App& command, ShardOptions& options);

/// Of a command that judges: says where shards go instead.
void refuse_shards(CLI::App& command);

/// What is to be measured; tells which shard was taken, and from where. Error: no shard, or a
/// moment that has passed.
Result<Measurement> measurement_of(const SpecOptions& overrides, const ShardOptions& options,
                                   const World& world);

}  // namespace loadgate
