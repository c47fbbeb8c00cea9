// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "plan/share.h"

namespace loadgate {

/// Which part of the plan is this process's, and who said so.
struct ShardChoice {
  Share share;
  std::string source;  ///< "--shard", "CI_NODE_INDEX=2 and CI_NODE_TOTAL=3"
};

/// Reads `--shard`: "k/K" with k from 0; "auto", where the environment tells both; "auto/K", where
/// it tells the index alone (a Kubernetes Indexed Job).
Result<ShardChoice> choose_shard(std::string_view text,
                                 const std::map<std::string, std::string>& environment);

}  // namespace loadgate
