// SPDX-License-Identifier: Apache-2.0
#include <sys/utsname.h>

#include <algorithm>
#include <bit>
#include <cstdio>

#include "load/cgroup.h"
#include "load/machine.h"
#include "load/system_file.h"
#include "load/transport/transport.h"

namespace loadgate {
namespace {

/// The value of `key : value` in /proc/cpuinfo; empty where there is none.
std::string cpuinfo_value(const std::string& cpuinfo, std::string_view key) {
  for (const std::string& line : lines_of(cpuinfo)) {
    const std::size_t colon = line.find(':');
    if (line.starts_with(key) && colon != std::string::npos &&
        line.find_first_not_of(" \t", key.size()) == colon) {
      const std::size_t begin = line.find_first_not_of(' ', colon + 1);
      return begin == std::string::npos ? std::string() : line.substr(begin);
    }
  }
  return {};
}

/// Nearest on the scale of powers of two; kernels keep some memory for themselves, so that a
/// machine of 32 GiB shows 31.3.
std::int64_t nearest_power_of_two_gib(std::int64_t kib) {
  const auto mib = static_cast<std::uint64_t>(std::max<std::int64_t>(kib / 1024, 1));
  const std::uint64_t below = std::max<std::uint64_t>(std::bit_floor(mib), 1024);
  const bool is_nearer_above = mib * mib > 2 * below * below;
  return static_cast<std::int64_t>((is_nearer_above ? 2 * below : below) / 1024);
}

std::int64_t memory_kib(const SystemRoots& roots) {
  for (const std::string& line : lines_of(read_system_file(roots.proc / "meminfo"))) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() >= 2 && words[0] == "MemTotal:") {
      return whole_number(words[1]).value_or(0);
    }
  }
  return 0;
}

std::string quota_text(const SystemRoots& roots) {
  const std::optional<double> quota = cpu_quota(roots);
  if (!quota) {
    return "none";
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", *quota);
  return text;
}

void add_detail(Testbed& testbed, const std::string& name, std::string value) {
  while (value.ends_with('\n')) {
    value.pop_back();
  }
  testbed.details[name] = value.empty() ? "unknown" : std::move(value);
}

}  // namespace

Testbed describe_machine(const SystemRoots& roots, std::string_view runner_label) {
  utsname system{};
  uname(&system);
  Testbed testbed{.architecture = system.machine,
                  .usable_cores = usable_cores(),
                  .cpu_quota = quota_text(roots),
                  .memory_gib = nearest_power_of_two_gib(memory_kib(roots)),
                  .runner_label = std::string(runner_label),
                  .details = {}};
  const std::string cpuinfo = read_system_file(roots.proc / "cpuinfo");
  const std::string flags = " " + cpuinfo_value(cpuinfo, "flags") + " ";
  const bool is_virtual = flags.find(" hypervisor ") != std::string::npos;
  add_detail(testbed, "cpu_model", cpuinfo_value(cpuinfo, "model name"));
  add_detail(testbed, "kernel", system.release);
  add_detail(testbed, "virtualisation", flags == "  " ? "" : (is_virtual ? "virtual" : "none"));
  add_detail(
      testbed, "clock_source",
      read_system_file(roots.sys / "devices/system/clocksource/clocksource0/current_clocksource"));
  for (const auto& [name, version] : transport_libraries()) {
    add_detail(testbed, name, version);
  }
  return testbed;
}

Testbed detect_testbed(std::string_view runner_label) {
  return describe_machine({}, runner_label);
}

}  // namespace loadgate
