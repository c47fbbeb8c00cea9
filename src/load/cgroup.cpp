// SPDX-License-Identifier: Apache-2.0
#include "load/cgroup.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "load/system_file.h"

namespace loadgate {
namespace {

namespace fs = std::filesystem;

/// The folder of a cgroup and all above it up to the mount point. Inside a container the path that
/// /proc tells may not exist there: then the mount point alone.
std::vector<fs::path> folders_up(const fs::path& mount, const std::string& own) {
  std::vector<fs::path> folders;
  const fs::path relative = fs::path(own).relative_path();
  std::error_code ignored;
  for (fs::path part = relative; !part.empty(); part = part.parent_path()) {
    if (fs::is_directory(mount / part, ignored)) {
      folders.push_back(mount / part);
    }
  }
  folders.push_back(mount);
  return folders;
}

bool names(const std::string& controllers, std::string_view controller) {
  return ("," + controllers + ",").find("," + std::string(controller) + ",") != std::string::npos;
}

std::optional<double> quotient(const std::string& quota, const std::string& period) {
  const auto of = whole_number(period);
  const auto value = whole_number(quota);
  if (!of || !value || *of <= 0 || *value <= 0) {
    return std::nullopt;  // "max", -1: no quota
  }
  return static_cast<double>(*value) / static_cast<double>(*of);
}

std::string first_word(const fs::path& file) {
  const std::vector<std::string> words = words_of(read_system_file(file));
  return words.empty() ? std::string() : words.front();
}

std::optional<double> quota_of(const fs::path& folder) {
  const std::vector<std::string> both = words_of(read_system_file(folder / "cpu.max"));
  if (both.size() == 2) {
    return quotient(both[0], both[1]);
  }
  return quotient(first_word(folder / "cpu.cfs_quota_us"),
                  first_word(folder / "cpu.cfs_period_us"));
}

}  // namespace

/// Lines of /proc/self/cgroup: `0::/path` (version 2), `3:cpu,cpuacct:/path` (version 1).
std::vector<fs::path> cgroup_folders(const SystemRoots& roots, std::string_view controller) {
  std::vector<fs::path> folders;
  const fs::path mounts = roots.sys / "fs/cgroup";
  for (const std::string& line : lines_of(read_system_file(roots.proc / "self/cgroup"))) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string own = line.substr(second + 1);
    std::vector<fs::path> candidates;
    if (controllers.empty()) {
      candidates = {mounts, mounts / "unified"};
    } else if (names(controllers, controller)) {
      candidates = {mounts / controller, mounts / controllers};
    }
    std::error_code ignored;
    for (const fs::path& mount : candidates) {
      if (fs::is_directory(mount, ignored)) {
        const std::vector<fs::path> found = folders_up(mount, own);
        folders.insert(folders.end(), found.begin(), found.end());
      }
    }
  }
  return folders;
}

std::optional<double> cpu_quota(const SystemRoots& roots) {
  std::optional<double> smallest;
  for (const fs::path& folder : cgroup_folders(roots, "cpu")) {
    if (const auto quota = quota_of(folder)) {
      smallest = std::min(smallest.value_or(*quota), *quota);
    }
  }
  return smallest;
}

std::uint64_t throttled_periods(const SystemRoots& roots) {
  std::uint64_t periods = 0;
  for (const fs::path& folder : cgroup_folders(roots, "cpu")) {
    for (const std::string& line : lines_of(read_system_file(folder / "cpu.stat"))) {
      const std::vector<std::string> words = words_of(line);
      if (words.size() == 2 && words[0] == "nr_throttled") {
        periods += static_cast<std::uint64_t>(whole_number(words[1]).value_or(0));
      }
    }
  }
  return periods;
}

}  // namespace loadgate
