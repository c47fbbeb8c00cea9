// SPDX-License-Identifier: Apache-2.0
#include "load/canary.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>

#include "played_world.h"

namespace loadgate {
namespace {

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST(Canary, goes_round_and_leaves_nothing_behind) {
  const std::ptrdiff_t before = open_files();
  const Canary canary = measure_canary();
  EXPECT_GT(canary.p50, 0);
  EXPECT_GE(canary.p99, canary.p50);
  EXPECT_EQ(open_files(), before);
}

TEST(Canary, is_unknown_where_no_socket_can_be_opened) {
  rlimit usual{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = usual.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const Canary canary = measure_canary();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &usual), 0);
  EXPECT_EQ(canary.p50, -1);
  EXPECT_EQ(canary.p99, -1);
}

TEST(Canary, goes_before_the_load_and_after_it) {
  testing::PlayedWorld world;
  Spec spec = testing::small_spec();
  spec.load.preflight = false;
  const Plan plan = make_plan(std::move(spec)).value();
  Doors doors = world.doors();
  std::int64_t calls = 0;
  doors.canary = [&] {
    EXPECT_EQ(world.requests.empty(), calls == 0);
    ++calls;
    return Canary{.p50 = calls * 10, .p99 = calls * 100};
  };
  const auto run = execute(world.context(plan), doors).value();
  EXPECT_EQ(run.health.canary_before_p50, 10);
  EXPECT_EQ(run.health.canary_before_p99, 100);
  EXPECT_EQ(run.health.canary_after_p50, 20);
  EXPECT_EQ(run.health.canary_after_p99, 200);
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace loadgate
