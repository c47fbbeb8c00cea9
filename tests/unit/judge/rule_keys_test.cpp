// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Finding judged_with(const Rule& rule_of_test, double middle) {
  return finding_of(
      judge_one(run_of(middle).with_rule(rule_of_test).with_rule(guard()), quiet_pool()),
      p95_increase);
}

TEST(WarnAt, WarnsBelowTheToleranceAndBlocksNothing) {
  Rule early = latency_rule(0.30);
  early.warn_at = 0.05;
  const Finding finding = judged_with(early, 120);
  EXPECT_EQ(finding.state, State::warn);
  EXPECT_EQ(finding.blocks, Blocks::nothing);
  EXPECT_EQ(finding.reason, "at least +10.6 %");
  EXPECT_EQ(judged_with(early, 104).state, State::pass);
  EXPECT_EQ(judged_with(early, 160).state, State::fail);
}

TEST(WarnAt, IsNoWayOutOfWhatIsUndecided) {
  Rule early = latency_rule(0.10);
  early.warn_at = 0.01;
  EXPECT_EQ(judged_with(early, 115).state, State::inconclusive);
}

TEST(WarnAt, ASmallChangeDoesNotWarn) {
  Rule early = latency_rule(0.30);
  early.warn_at = 0.05;
  early.min_delta = 60e6;
  EXPECT_EQ(judged_with(early, 120).state, State::pass);
}

TEST(WarnAt, OfErrorsIsInPoints) {
  Rule errors = guard();
  errors.max_increase = 0.05;
  errors.warn_at = 0.005;
  const auto state = [&](std::size_t failed) {
    return state_of(judge_one(run_of(100, 400)
                                  .with_outcomes(pay, steady, Outcome::server_5xx, failed)
                                  .with_rule(errors),
                              quiet_pool()),
                    "error_rate buy/pay [steady] increase");
  };
  EXPECT_EQ(state(0), "pass");
  EXPECT_EQ(state(12), "warn");
  EXPECT_EQ(state(80), "fail");
}

TEST(MustSee, APassThatCouldHaveMissedItIsInconclusive) {
  Rule seeing = latency_rule(0.10);
  seeing.must_see = 0.20;
  const Finding finding = judged_with(seeing, 100);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason,
            "no sign of it, but +20 % could have hidden: only +23.3 % would have been seen");
  EXPECT_EQ(finding.advice, "a steadier or larger baseline, or several jobs (gate.jobs)");
  seeing.must_see = 0.25;
  EXPECT_EQ(judged_with(seeing, 100).state, State::pass);
  seeing.must_see = 0.20;
  EXPECT_EQ(judged_with(seeing, 160).state, State::fail);
}

TEST(WhereMoreIsBetter, EveryKeyIsMirrored) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.max_decrease = 0.30;
  throughput.warn_at = 0.05;
  throughput.at_least = 5;
  throughput.min_delta = 0.5;
  const std::string key = "throughput buy/pay [steady] decrease";
  const std::vector<RunBuilder> runs(8, run_of(100, 300));
  const auto judged = [&](std::size_t requests) {
    return judge_one(run_of(100, requests).with_rule(throughput).with_rule(guard()), pool_of(runs));
  };
  const Judgement less = judged(240);
  EXPECT_EQ(state_of(less, key), "warn");
  EXPECT_EQ(finding_of(less, key).reason, "at least −13.4 %");
  EXPECT_EQ(state_of(judged(300), key), "pass");
  EXPECT_EQ(state_of(judged(100), key), "fail");
  EXPECT_EQ(state_of(judged(100), "throughput buy/pay [steady] limit"), "fail");
  throughput.must_see = 0.31;
  EXPECT_EQ(state_of(judged(300), key), "inconclusive");
  EXPECT_TRUE(finding_of(judged(300), key)
                  .reason.starts_with("no sign of it, but −31 % could have hidden"));
}

TEST(SinceRelease, ManySmallStepsAreSeenAgainstTheReleasesRuns) {
  Baseline pool = quiet_pool();
  pool.release = "v1.2.0";
  for (const double middle : quiet_middles) {
    auto run = run_of(0.8 * middle).build();
    run.provenance.job = "release/" + std::to_string(pool.anchor.size());
    pool.anchor.push_back(baseline_run_of(run));
  }
  Rule both = latency_rule(0.10);
  both.max_increase_since_release = 0.10;
  const auto judged = [&](double middle) {
    return judge_one(run_of(middle).with_rule(both).with_rule(guard()), pool);
  };
  const std::string since = "latency.p95 buy/pay [steady] since_release";
  EXPECT_EQ(state_of(judged(100), p95_increase), "pass");
  const Finding finding = finding_of(judged(100), since);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.against, "release v1.2.0");
  EXPECT_NEAR(finding.change->estimate, 0.244, 0.001);
  EXPECT_EQ(state_of(judged(82), since), "pass");
}

TEST(SinceRelease, WithoutARunOfAReleaseItSaysHowToSetThem) {
  Rule both = latency_rule(0.10);
  both.max_increase_since_release = 0.10;
  const Judgement judgement =
      judge_one(run_of(100).with_rule(both).with_rule(guard()), quiet_pool());
  const Finding& finding = finding_of(judgement, "latency.p95 buy/pay [steady] since_release");
  EXPECT_EQ(finding.state, State::no_baseline);
  EXPECT_EQ(finding.advice, "set them with each release: loadgate baseline promote --release TAG");
}

}  // namespace
}  // namespace loadgate
