// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "run/merge.h"

namespace loadgate {

/// The files are shards of one plan, each shard once, and ran at the same time. The error says
/// which file is not, and why.
Result<void> check_shards(std::span<const ShardFile> shards);

}  // namespace loadgate
