// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace loadgate {

/// Where the kernel shows itself; tests bring folders of their own.
struct SystemRoots {
  std::filesystem::path proc = "/proc";
  std::filesystem::path sys = "/sys";
};

/// Every folder of a cgroup (version 2 or 1) that may limit what this process gets of a controller:
/// "cpu", "memory".
std::vector<std::filesystem::path> cgroup_folders(const SystemRoots& roots,
                                                  std::string_view controller);

/// The smallest CPU quota, in CPUs, of the cgroups (version 2 or 1) that hold this process;
/// nothing: none.
std::optional<double> cpu_quota(const SystemRoots& roots = {});

/// Periods in which one of those cgroups was throttled.
std::uint64_t throttled_periods(const SystemRoots& roots = {});

}  // namespace loadgate
