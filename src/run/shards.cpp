// SPDX-License-Identifier: Apache-2.0
#include "run/run.h"

namespace loadgate {

bool is_whole(const Shards& shards) {
  return shards.held.empty() || shards.held.size() == shards.count;
}

std::string describe(const Shards& shards) {
  std::string list;
  for (std::size_t i = 0; i < shards.held.size(); ++i) {
    const bool is_last = i + 1 == shards.held.size();
    list += (i == 0 ? "" : is_last ? " and " : ", ") + std::to_string(shards.held[i].index);
  }
  return (shards.held.size() == 1 ? "shard " : "shards ") + list + " of " +
         std::to_string(shards.count) + ", counted from 0";
}

}  // namespace loadgate
