// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// Two builds that were offered 25 windows of 30 s in turn; the first pair is no evidence.
constexpr std::uint32_t windows = 25;

/// What makes the requests of a window slower than those of the others.
using Slowness = std::function<double(std::uint32_t window)>;

double same(std::uint32_t) {
  return 1;
}

/// Some percent to and fro, for each arm in another order.
double scatter(Arm arm, std::uint32_t window) {
  const std::uint32_t step = arm == Arm::base ? window * 7 % 11 : window * 4 % 11;
  return 1 + 0.03 * (static_cast<double>(step) - 5) / 5;
}

RunBuilder arm_of(Arm arm, const Slowness& slowness, std::size_t requests = 60) {
  RunBuilder builder;
  for (std::uint32_t window = 0; window < windows; ++window) {
    builder.with_spread(pay, steady, requests, 10 * scatter(arm, window) * slowness(window));
  }
  return builder.with([arm](loadgate::Run& run) {
    run.pairing = Pairing{.arm = arm, .run_salt = 7, .slices = {}};
    const std::int64_t length = 30 * testing::one_second / windows;
    for (std::uint32_t window = 0; window < windows; ++window) {
      run.pairing->slices.push_back({.phase = 0,
                                     .pair = window,
                                     .started = window * length,
                                     .ended = (window + 1) * length,
                                     .is_dropped = window == 0});
    }
  });
}

struct Pair {
  loadgate::Run old_build;
  loadgate::Run candidate;
};

Pair pair_of(const Slowness& candidate, const Slowness& old_build = same,
             std::size_t requests = 60) {
  return {.old_build = arm_of(Arm::base, old_build, requests).build(),
          .candidate = arm_of(Arm::candidate, candidate, requests)
                           .with_rule(latency_rule(0.05))
                           .with_rule(guard())
                           .build()};
}

Slowness slower_by(double factor) {
  return [factor](std::uint32_t) { return factor; };
}

Judgement judge_pair(const Pair& pair, const std::optional<Baseline>& baseline = std::nullopt) {
  return judge({pair.candidate}, baseline, &pair.old_build);
}

const std::string errors_increase = "error_rate buy/pay [steady] increase";

TEST(JudgePairs, TheSameBuildTwicePassesWithoutABaseline) {
  const Judgement judgement = judge_pair(pair_of(same));
  EXPECT_EQ(state_of(judgement, p95_increase), "pass");
  EXPECT_EQ(state_of(judgement, errors_increase), "pass");
  EXPECT_EQ(verdict_name(judgement), "pass");
  EXPECT_EQ(status_of(judgement), 0);
  EXPECT_TRUE(judgement.warnings.empty());
  ASSERT_TRUE(judgement.pairing);
  EXPECT_EQ(judgement.pairing->pairs, 24U);
  EXPECT_EQ(judgement.pairing->looks, 1U);
  EXPECT_EQ(judgement.pairing->planned_looks, 3U);
  // Windows in a row of the old build are 4/11 of its scatter apart, or 7/11.
  EXPECT_NEAR(*judgement.pairing->noise, 0.025, 0.006);
  EXPECT_EQ(judgement.pairing->noise_of, p95_increase);
}

TEST(JudgePairs, ASlowerBuildFailsWithTheOldOnesFigure) {
  const Judgement judgement = judge_pair(pair_of(slower_by(1.2)));
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(status_of(judgement), 1);
  EXPECT_NEAR(finding.change->estimate, 0.2, 0.02);
  EXPECT_GT(*finding.change->at_least, 0.05);
  EXPECT_EQ(finding.samples, 24U * 60);
  EXPECT_NEAR(finding.baseline->value, 14.5e6, 0.5e6);
  EXPECT_LT(*finding.p_value, 1e-6);
  EXPECT_TRUE(finding.reason.starts_with("at least +1")) << finding.reason;
}

TEST(JudgePairs, AMachineThatGetsSlowerIsNobodysRegression) {
  const Slowness drift = [](std::uint32_t window) { return 1 + 0.05 * window; };
  EXPECT_EQ(state_of(judge_pair(pair_of(drift, drift)), p95_increase), "pass");
}

TEST(JudgePairs, AStoredBaselineDoesNotDecideWhatPairsDecide) {
  // Half as slow as the pool, and slower than the old build.
  const Judgement judgement = judge_pair(pair_of(slower_by(1.2)), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  const Judgement same_build = judge_pair(pair_of(same), pool_of({run_of(1), run_of(1)}));
  EXPECT_EQ(state_of(same_build, p95_increase), "pass");
  EXPECT_TRUE(same_build.warnings.empty());
}

TEST(JudgePairs, WhatHappenedAtOneTimeIsNoPass) {
  const Slowness burst = [](std::uint32_t window) { return window >= 10 && window < 13 ? 3 : 1; };
  const Finding finding = finding_of(judge_pair(pair_of(burst)), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_TRUE(finding.reason.starts_with("worse over the whole run, in ")) << finding.reason;
  EXPECT_TRUE(finding.reason.ends_with(" of 24 pairs only: something happened at one time"))
      << finding.reason;
}

TEST(JudgePairs, ErrorsHaveTheirOwnTest) {
  Pair pair = pair_of(same);
  for (std::size_t i = 0; i < pair.candidate.samples.size(); i += 20) {
    pair.candidate.samples[i].outcome = Outcome::server_5xx;
  }
  const Judgement judgement = judge_pair(pair);
  const Finding& finding = finding_of(judgement, errors_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_FALSE(finding.change->is_relative);
  EXPECT_NEAR(finding.change->estimate, 0.05, 0.001);
  EXPECT_EQ(finding.baseline->value, 0);
}

/// The old build's requests, all or of each ten so many, end like this.
void fail_old(Pair& pair, std::uint16_t status, std::size_t of_ten = 10) {
  for (std::size_t i = 0; i < pair.old_build.samples.size(); ++i) {
    if (i % 10 < of_ten) {
      pair.old_build.samples[i].outcome = status < 500 ? Outcome::client_4xx : Outcome::server_5xx;
      pair.old_build.samples[i].status = status;
    }
  }
}

TEST(JudgePairs, AStepThatTheOldBuildDoesNotHaveIsNew) {
  Pair pair = pair_of(same);
  fail_old(pair, 404);
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(state_of(judgement, p95_increase), "new");
  EXPECT_EQ(finding_of(judgement, p95_increase).reason, "new: the old build does not have it");
}

TEST(JudgePairs, AnOldBuildThatIsBrokenComparesWithNothing) {
  Pair pair = pair_of(same);
  fail_old(pair, 500);
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
  EXPECT_EQ(finding_of(judgement, p95_increase).reason,
            "the old build never answered it with success");
  EXPECT_EQ(judgement.warnings.front(),
            "the old build failed 1,500 of 1,500 requests (100 %): was it up all the time?");
}

TEST(JudgePairs, SurvivorsOfTheOldBuildLetNothingPass) {
  Pair pair = pair_of(same);
  fail_old(pair, 500, 4);
  const Finding finding = finding_of(judge_pair(pair), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_TRUE(finding.reason.starts_with("the old build failed 40")) << finding.reason;
  EXPECT_TRUE(phases_to_look_at(pair.candidate, pair.old_build, std::nullopt).empty());
  Pair slower = pair_of(slower_by(1.5));
  fail_old(slower, 500, 4);
  EXPECT_EQ(state_of(judge_pair(slower), p95_increase), "fail");
}

TEST(JudgePairs, WithoutAPairThereIsNoEvidence) {
  Pair pair = pair_of(same);
  for (PairSlice& slice : pair.candidate.pairing->slices) {
    slice.is_dropped = true;
  }
  EXPECT_EQ(finding_of(judge_pair(pair), p95_increase).reason, "no pair of the phase is evidence");
  pair.candidate.end = RunEnd::interrupted;
  EXPECT_EQ(finding_of(judge_pair(pair), p95_increase).reason, "the run did not come to its end");
  EXPECT_EQ(state_of(judge_pair(pair), errors_increase), "inconclusive");
}

TEST(JudgePairs, AnOldBuildWithoutARequestIsNotMeasured) {
  Pair pair = pair_of(same);
  pair.old_build.samples.clear();
  pair.old_build.flows.clear();
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(verdict_name(judgement), "not_measured");
  EXPECT_EQ(status_of(judgement), 4);
}

TEST(JudgePairs, ARareStepIsJudgedInFewerPairsAndNeverInFewerThanTwelve) {
  // 24 × 40 requests are 16 pairs of 60.
  EXPECT_EQ(state_of(judge_pair(pair_of(same, same, 40)), p95_increase), "pass");
  const Finding finding = finding_of(judge_pair(pair_of(same, same, 20)), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason, "only 8 of 12 pairs in which both builds have requests enough");
  EXPECT_EQ(finding.advice,
            "more pairs: a longer phase, a higher rate, or more looks (gate.extend)");
}

TEST(JudgePairs, LatenessWithTheOldBuildHidesNoRegression) {
  Pair pair = pair_of(slower_by(1.5));
  for (Sample& sample : pair.old_build.samples) {
    sample.dispatched += 30 * testing::one_millisecond;
    sample.connected = sample.dispatched;
    sample.first_byte += 30 * testing::one_millisecond;
    sample.first_body_byte += 30 * testing::one_millisecond;
    sample.finished += 30 * testing::one_millisecond;
  }
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_TRUE(
      finding_of(judgement, p95_increase).reason.ends_with("without loadgate's own lateness"));
}

TEST(JudgePairs, AnUntrustedRunPassesNothing) {
  Pair pair = pair_of(same);
  pair.old_build.health.generator_dropped = 3;
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
  EXPECT_TRUE(phases_to_look_at(pair.candidate, pair.old_build, std::nullopt).empty());
}

TEST(JudgePairs, ARunThatWasCutPassesNothing) {
  Pair pair = pair_of(same);
  pair.old_build.end = RunEnd::interrupted;
  const Judgement judgement = judge_pair(pair);
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
  EXPECT_EQ(verdict_name(judgement), "inconclusive");
}

TEST(JudgePairs, LooksAreForWhatIsUndecidedAlone) {
  const auto phases_of = [](const Pair& pair) {
    return phases_to_look_at(pair.candidate, pair.old_build, std::nullopt);
  };
  EXPECT_TRUE(phases_of(pair_of(same)).empty());
  EXPECT_TRUE(phases_of(pair_of(slower_by(1.3))).empty()) << "it fails already";
  EXPECT_EQ(phases_of(pair_of(slower_by(1.055))), std::vector<std::size_t>{0});
  Pair told = pair_of(slower_by(1.055));
  told.candidate.rules.front().severity = Severity::info;
  EXPECT_TRUE(phases_of(told).empty()) << "what cannot block is worth no time";
}

TEST(JudgePairs, AnAcceptedIncreaseIsWaived) {
  Pair pair = pair_of(slower_by(1.2));
  pair.candidate.waivers.push_back({.rule = "latency.p95 buy/pay [steady]",
                                    .max_increase = 0.4,
                                    .max_decrease = std::nullopt,
                                    .reason = "the new check",
                                    .owner = "payments",
                                    .expires = "2099-12-31",
                                    .where = {}});
  EXPECT_EQ(state_of(judge_pair(pair), p95_increase), "waived");
}

TEST(JudgePairs, WhatCouldHaveHiddenIsNoPassWhereItMustBeSeen) {
  Pair pair = pair_of(same);
  pair.candidate.rules.front().max_increase = 0;
  pair.candidate.rules.front().must_see = 0.001;
  const Finding finding = finding_of(judge_pair(pair), p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
}

}  // namespace
}  // namespace loadgate
