// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace loadgate {

/// Where the kernel shows itself; tests bring folders of their own.
struct SystemRoots {
  std::filesystem::path proc = "/proc";
  std::filesystem::path sys = "/sys";
};

/// The smallest CPU quota, in CPUs, of the cgroups (version 2 or 1) that hold this process;
/// nothing: none.
std::optional<double> cpu_quota(const SystemRoots& roots = {});

/// Periods in which one of those cgroups was throttled.
std::uint64_t throttled_periods(const SystemRoots& roots = {});

}  // namespace loadgate
