// SPDX-License-Identifier: Apache-2.0
#include "run/offered.h"

#include <gtest/gtest.h>

#include "support/run_builder.h"

namespace loadgate {
namespace {

constexpr std::int64_t slice_second = 1'000'000'000;

/// A measured phase of two slices, ten seconds apart, of one second each.
Run run_of_two_slices() {
  loadgate::Run run = testing::a_run().with_phase("steady").build();
  run.phases[0].started = 0;
  run.phases[0].ended = 11 * slice_second;
  run.pairing = Pairing{
      .arm = Arm::candidate,
      .run_salt = 1,
      .slices = {{.phase = 0, .pair = 0, .started = 0, .ended = slice_second, .is_dropped = true},
                 {.phase = 0,
                  .pair = 1,
                  .started = 10 * slice_second,
                  .ended = 11 * slice_second,
                  .is_dropped = false}}};
  return run;
}

TEST(Offered, is_the_whole_phase_of_an_unpaired_run) {
  loadgate::Run run = run_of_two_slices();
  run.pairing.reset();
  EXPECT_EQ(offered_time(run, 0), 11 * slice_second);
  EXPECT_EQ(offered_until(run, 0, 5), 11 * slice_second);
  EXPECT_EQ(slice_of(run, 0, 5), nullptr);
  run.phases[0].started = run.phases[0].ended = -1;
  EXPECT_EQ(offered_time(run, 0), 0);
}

TEST(Offered, is_the_sum_of_the_slices_of_an_arm) {
  const loadgate::Run run = run_of_two_slices();
  EXPECT_EQ(offered_time(run, 0), 2 * slice_second);
  EXPECT_EQ(offered_until(run, 0, slice_second / 2), slice_second);
  EXPECT_EQ(offered_until(run, 0, 10 * slice_second), 11 * slice_second);
}

TEST(Offered, counts_what_began_after_the_end_of_a_slice_and_before_the_next_to_it) {
  const loadgate::Run run = run_of_two_slices();
  EXPECT_EQ(slice_of(run, 0, 3 * slice_second)->pair, 0U) << "a later step of its flow";
  EXPECT_EQ(slice_of(run, 0, 10 * slice_second)->pair, 1U);
  EXPECT_EQ(slice_of(run, 0, 99 * slice_second)->pair, 1U);
  EXPECT_EQ(slice_of(run, 1, 10 * slice_second), nullptr) << "of another phase";
  EXPECT_EQ(slice_of(run, 0, -5), nullptr);
}

}  // namespace
}  // namespace loadgate
