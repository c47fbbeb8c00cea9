// SPDX-License-Identifier: Apache-2.0
#include "load/memory.h"

#include <algorithm>
#include <array>
#include <string>

#include "load/load.h"
#include "load/system_file.h"
#include "run/condense.h"

namespace loadgate {
namespace {

// At the end of a run, while samples are put in order and written (docs/performance.md).
constexpr std::uint64_t bytes_of_a_sample = 400;

struct MemoryFiles {
  std::string_view limit;
  std::string_view used;
};
constexpr std::array memory_files{
    MemoryFiles{"memory.max", "memory.current"},                     // version 2
    MemoryFiles{"memory.limit_in_bytes", "memory.usage_in_bytes"}};  // version 1

std::optional<std::int64_t> number_in(const std::filesystem::path& file) {
  const std::vector<std::string> words = words_of(read_system_file(file));
  return words.empty() ? std::nullopt : whole_number(words.front());  // "max": no limit
}

/// Pages of files that the kernel gives back when somebody needs them, as the kubelet counts
/// (kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction, "memory.available").
std::int64_t cached_in(const std::filesystem::path& folder) {
  for (const std::string& line : lines_of(read_system_file(folder / "memory.stat"))) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() == 2 && words[0] == "inactive_file") {
      return whole_number(words[1]).value_or(0);
    }
  }
  return 0;
}

void lower(std::optional<std::uint64_t>& least, std::int64_t bytes) {
  const auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0));
  least = std::min(least.value_or(left), left);
}

}  // namespace

std::optional<std::uint64_t> free_memory(const SystemRoots& roots) {
  std::optional<std::uint64_t> least;
  for (const std::string& line : lines_of(read_system_file(roots.proc / "meminfo"))) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() >= 2 && words[0] == "MemAvailable:") {
      lower(least, whole_number(words[1]).value_or(0) * 1024);
    }
  }
  for (const std::filesystem::path& folder : cgroup_folders(roots, "memory")) {
    for (const auto& [limit, used] : memory_files) {
      const std::optional<std::int64_t> most = number_in(folder / limit);
      if (most) {
        lower(least, *most - number_in(folder / used).value_or(0) + cached_in(folder));
      }
    }
  }
  return least;
}

std::uint64_t samples_in(std::optional<std::uint64_t> memory) {
  return memory ? std::min(most_samples, *memory / 2 / bytes_of_a_sample) : most_samples;
}

std::uint64_t samples_that_fit() {
  return samples_in(free_memory());
}

}  // namespace loadgate
