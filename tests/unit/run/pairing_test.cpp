// SPDX-License-Identifier: Apache-2.0
#include "run/pairing.h"

#include <gtest/gtest.h>

#include <string>

#include "run/run_file.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

Run run_of_two_phases() {
  return testing::a_run()
      .with_spread("buy/login", "steady", 20, 12.5)
      .with_outcomes("ask/question", "spike", Outcome::dropped, 2)
      .build();
}

TEST(Pairing, KeepsWhichArmItIsAndItsSlices) {
  loadgate::Run run = run_of_two_phases();
  EXPECT_EQ(run_to_json(run).find("pairing"), std::string::npos);
  run.pairing = Pairing{
      .arm = Arm::base,
      .run_salt = std::uint64_t{1} << 53U,
      .slices = {
          {.phase = 0, .pair = 0, .started = 5, .ended = 100, .is_dropped = true},
          {.phase = 1, .pair = 7, .started = 200, .ended = 1'000'000'000, .is_dropped = false}}};
  const std::string text = run_to_json(run);
  const loadgate::Run again = run_from_json(text, "run.json").value();
  EXPECT_EQ(again.pairing, run.pairing);
  EXPECT_EQ(run_to_json(again), text);
}

TEST(Pairing, WithSlicesOutOfOrderIsRefused) {
  const auto mistake_of = [](const PairSlice& second) {
    loadgate::Run run = run_of_two_phases();
    run.pairing =
        Pairing{.arm = Arm::candidate,
                .run_salt = 0,
                .slices = {{.phase = 0, .pair = 0, .started = 5, .ended = 100, .is_dropped = true},
                           second}};
    const Result<loadgate::Run> read = run_from_json(run_to_json(run), "run.json");
    return read ? "none" : read.error().message;
  };
  const std::string wrong =
      "run.json: pairing.slices: entry 1: expected a phase of the run, and slices one after the "
      "other";
  const PairSlice good{.phase = 0, .pair = 1, .started = 100, .ended = 200, .is_dropped = false};
  EXPECT_EQ(mistake_of(good), "none");
  PairSlice bad = good;
  bad.started = 99;
  EXPECT_EQ(mistake_of(bad), wrong);
  bad = good;
  bad.ended = 99;
  EXPECT_EQ(mistake_of(bad), wrong);
  bad = good;
  bad.phase = 99;
  EXPECT_EQ(mistake_of(bad), wrong);
}

}  // namespace
}  // namespace loadgate
