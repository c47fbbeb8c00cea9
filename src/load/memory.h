// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "load/cgroup.h"

namespace loadgate {

/// Bytes that this process can still get, by the kernel and by the cgroups that hold it; nothing
/// where neither says.
std::optional<std::uint64_t> free_memory(const SystemRoots& roots = {});

/// What half of it holds, at most `most_samples`.
std::uint64_t samples_in(std::optional<std::uint64_t> memory);

}  // namespace loadgate
