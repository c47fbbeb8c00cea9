// SPDX-License-Identifier: Apache-2.0
#include "load/machine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "load/health.h"
#include "load/memory.h"
#include "run/condense.h"

namespace loadgate {
namespace {

namespace fs = std::filesystem;

/// Folders that stand for /proc and /sys.
class PlayedKernel {
 public:
  PlayedKernel() {
    std::string name = (fs::temp_directory_path() / "loadgate_kernel_XXXXXX").string();
    root_ = ::mkdtemp(name.data());
  }
  ~PlayedKernel() { fs::remove_all(root_); }
  PlayedKernel(const PlayedKernel&) = delete;
  PlayedKernel& operator=(const PlayedKernel&) = delete;

  PlayedKernel& with(const std::string& file, std::string_view content) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << content;
    return *this;
  }
  SystemRoots roots() const { return {.proc = root_ / "proc", .sys = root_ / "sys"}; }

 private:
  fs::path root_;
};

TEST(Machine, has_the_smallest_quota_of_its_cgroups) {
  PlayedKernel kernel;
  kernel.with("proc/self/cgroup", "0::/ci/job\n")
      .with("sys/fs/cgroup/ci/cpu.max", "150000 100000\n")
      .with("sys/fs/cgroup/ci/job/cpu.max", "max 100000\n");
  EXPECT_EQ(cpu_quota(kernel.roots()), 1.5);
  EXPECT_FALSE(may_spin(8, kernel.roots()));
  kernel.with("sys/fs/cgroup/ci/cpu.max", "400000 100000\n");
  EXPECT_TRUE(may_spin(8, kernel.roots()));
  EXPECT_FALSE(may_spin(1, kernel.roots()));
}

TEST(Machine, knows_cgroups_of_version_1) {
  PlayedKernel kernel;
  kernel.with("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/docker/1\n")
      .with("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000\n")
      .with("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
      .with("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 9\nnr_throttled 4\n");
  EXPECT_EQ(cpu_quota(kernel.roots()), 2.5);
  EXPECT_EQ(throttled_periods(kernel.roots()), 4U);
}

TEST(Machine, has_the_memory_that_the_kernel_and_its_cgroups_leave_it) {
  PlayedKernel kernel;
  EXPECT_FALSE(free_memory(kernel.roots()));
  kernel.with("proc/meminfo", "MemTotal: 4096 kB\nMemAvailable:   2048 kB\n");
  EXPECT_EQ(free_memory(kernel.roots()), 2048U * 1024);
  kernel.with("proc/self/cgroup", "0::/ci/job\n")
      .with("sys/fs/cgroup/ci/memory.max", "900000\n")
      .with("sys/fs/cgroup/ci/memory.current", "500000\n")
      .with("sys/fs/cgroup/ci/memory.stat", "anon 100\ninactive_file 300000\n")
      .with("sys/fs/cgroup/ci/job/memory.max", "max\n");
  EXPECT_EQ(free_memory(kernel.roots()), 700'000U);
  kernel.with("sys/fs/cgroup/ci/memory.current", "1300000\n");
  EXPECT_EQ(free_memory(kernel.roots()), 0U);
}

TEST(Machine, has_limits_of_memory_in_cgroups_of_version_1) {
  PlayedKernel kernel;
  kernel.with("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/docker/1\n")
      .with("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "1000\n")
      .with("sys/fs/cgroup/memory/x/memory.usage_in_bytes", "400\n");
  EXPECT_EQ(free_memory(kernel.roots()), 600U);
}

TEST(Machine, keeps_the_samples_that_half_of_its_memory_holds) {
  EXPECT_EQ(samples_in(std::nullopt), most_samples);
  EXPECT_EQ(samples_in(std::uint64_t{1} << 40U), most_samples);
  EXPECT_EQ(samples_in(8'000'000'000), 10'000'000U);
  EXPECT_EQ(samples_in(0), 0U);
}

TEST(Machine, has_no_quota_where_the_kernel_tells_none) {
  PlayedKernel kernel;
  EXPECT_EQ(cpu_quota(kernel.roots()), std::nullopt);
  kernel.with("proc/self/cgroup", "1:cpu:/\n").with("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  kernel.with("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(cpu_quota(kernel.roots()), std::nullopt);
  EXPECT_EQ(throttled_periods(kernel.roots()), 0U);
}

TEST(Machine, is_described_by_class_and_details) {
  PlayedKernel kernel;
  kernel.with("proc/meminfo", "MemTotal:       32790528 kB\nMemFree: 1 kB\n")
      .with("proc/cpuinfo",
            "model name\t: Old CPU\nflags\t\t: fpu hypervisor sse\n\nmodel name\t: x\n")
      .with("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  const Testbed testbed = describe_machine(kernel.roots(), "ubuntu-24.04");
  EXPECT_EQ(testbed.memory_gib, 32);
  EXPECT_EQ(testbed.cpu_quota, "none");
  EXPECT_EQ(testbed.runner_label, "ubuntu-24.04");
  EXPECT_EQ(testbed.details.at("cpu_model"), "Old CPU");
  EXPECT_EQ(testbed.details.at("virtualisation"), "virtual");
  EXPECT_EQ(testbed.details.at("clock_source"), "tsc");
  EXPECT_GE(testbed.usable_cores, 1);
  EXPECT_FALSE(testbed.details.at("libcurl").empty());
}

TEST(Machine, names_details_that_it_cannot_find_out) {
  PlayedKernel kernel;
  const Testbed testbed = describe_machine(kernel.roots(), "");
  EXPECT_EQ(testbed.details.at("cpu_model"), "unknown");
  EXPECT_EQ(testbed.details.at("virtualisation"), "unknown");
}

TEST(Health, is_unknown_where_the_kernel_counts_nothing) {
  PlayedKernel kernel;
  const ThreadTimes none = times_of_this_thread(kernel.roots());
  EXPECT_EQ(delay_between(none, none), -1);
  kernel.with("proc/thread-self/schedstat", "0 0 0\n");
  const ThreadTimes zeros = times_of_this_thread(kernel.roots());
  EXPECT_EQ(delay_between(zeros, zeros), -1);
  EXPECT_EQ(steal_share(machine_times(kernel.roots()), machine_times(kernel.roots())), -1);
}

TEST(Health, counts_waiting_and_stolen_time) {
  PlayedKernel kernel;
  kernel.with("proc/thread-self/schedstat", "1000 50 7\n")
      .with("proc/stat", "cpu 1 1 1 1 1 1 1 1 0 0\n");
  const ThreadTimes thread = times_of_this_thread(kernel.roots());
  const MachineTimes machine = machine_times(kernel.roots());
  kernel.with("proc/thread-self/schedstat", "9000 80 9\n")
      .with("proc/stat", "cpu 1 1 1 94 1 1 1 8 0 0\n");
  EXPECT_EQ(delay_between(thread, times_of_this_thread(kernel.roots())), 30);
  EXPECT_DOUBLE_EQ(steal_share(machine, machine_times(kernel.roots())), 0.07);
}

}  // namespace
}  // namespace loadgate
