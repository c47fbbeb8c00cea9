// SPDX-License-Identifier: Apache-2.0
#include "metric/pair_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run_builder.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;

/// 50 requests, spread evenly over 30 s, in 25 slices of 1.2 s: two in each, the first of k + 1 ms
/// in slice k, the second of `more`.
Run arm_of(Arm arm, double more) {
  testing::RunBuilder builder;
  for (int slice = 0; slice < 25; ++slice) {
    builder.with_latencies("main/list", "load", {slice + 1.0, slice + 1.0 + more});
  }
  loadgate::Run run = builder.build();
  run.pairing = Pairing{.arm = arm, .run_salt = 1, .slices = {}};
  for (std::uint32_t pair = 0; pair < 25; ++pair) {
    const std::int64_t start = pair * 1'200 * testing::one_millisecond;
    run.pairing->slices.push_back({.phase = 0,
                                   .pair = pair,
                                   .started = start,
                                   .ended = start + 1'200 * testing::one_millisecond,
                                   .is_dropped = pair == 0});
  }
  return run;
}

std::uint64_t requests_in(const RunFigures& figures) {
  const ScopeFigures* scope = find_scope(figures, "main/list", "load");
  return scope == nullptr ? 0 : scope->requests;
}

double largest_in(const RunFigures& figures) {
  const ScopeFigures* scope = find_scope(figures, "main/list", "load");
  return scope->distributions.at("latency").statistics.at(Statistic::max).value /
         testing::one_millisecond;
}

TEST(PairFigures, EachSliceHasItsOwnRequests) {
  const std::vector<loadgate::Run> pieces = split_by_slice(arm_of(Arm::base, 0.5));
  ASSERT_EQ(pieces.size(), 25U);
  for (const loadgate::Run& piece : pieces) {
    EXPECT_EQ(piece.samples.size(), 2U);
    EXPECT_EQ(piece.flows.size(), 2U);
    EXPECT_EQ(piece.pairing->slices.size(), 1U);
  }
  EXPECT_EQ(pieces[7].samples.front().finished - pieces[7].samples.front().intended,
            8 * testing::one_millisecond);
}

TEST(PairFigures, AnAnswerThatFailedItsCheckIsOneOfThoseThatWereChecked) {
  loadgate::Run run = arm_of(Arm::base, 0.5);
  run.samples[0].outcome = Outcome::assertion;
  run.samples[2].outcome = Outcome::server_5xx;
  const std::vector<loadgate::Run> pieces = split_by_slice(run);
  ASSERT_EQ(pieces[0].checks.size(), 1U);
  EXPECT_EQ(pieces[0].checks[0].passed, 1U);
  EXPECT_EQ(pieces[0].checks[0].evaluated, 2U);
  EXPECT_EQ(pieces[1].checks[0].evaluated, 1U);
}

TEST(PairFigures, PairsThatCountInBothAreCutIntoPartsInTheirOrder) {
  loadgate::Run candidate = arm_of(Arm::candidate, 0.25);
  candidate.pairing->slices[24].is_dropped = true;
  PairFigures figures(arm_of(Arm::base, 0.5), candidate);
  EXPECT_EQ(figures.pairs_of(0), 23U);
  EXPECT_EQ(figures.pairs_of(1), 0U);
  const std::vector<ArmFigures>& all = figures.parts(0, 1);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(requests_in(all[0].base), 46U);
  EXPECT_DOUBLE_EQ(largest_in(all[0].base), 24.5);
  EXPECT_DOUBLE_EQ(largest_in(all[0].candidate), 24.25);
  std::vector<std::uint64_t> sizes;
  for (const ArmFigures& part : figures.parts(0, 4)) {
    sizes.push_back(requests_in(part.base));
  }
  EXPECT_THAT(sizes, ElementsAre(10, 12, 12, 12));
  EXPECT_DOUBLE_EQ(largest_in(figures.parts(0, 23)[0].candidate), 2.25);
}

}  // namespace
}  // namespace loadgate
