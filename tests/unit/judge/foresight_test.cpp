// SPDX-License-Identifier: Apache-2.0
#include "judge/foresight.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

using Requests = std::vector<std::vector<std::uint64_t>>;

/// Planned and not made: a phase, a step, no sample. The plan is the one of the pool.
Run planned_run(const std::vector<Rule>& rules) {
  RunBuilder builder = a_run().with_phase(steady).with_step(pay);
  for (const Rule& each : rules) {
    builder.with_rule(each);
  }
  return builder.build();
}

Foresight first_of(const std::vector<Rule>& rules, const std::optional<Baseline>& pool,
                   std::uint64_t requests) {
  return foresee(planned_run(rules), pool, Requests{{requests}}).front();
}

TEST(Foresight, SeesWhatTheReportWillSay) {
  const Finding after =
      finding_of(judge_one(run_of(100).with_rule(latency_rule()).with_rule(guard()), quiet_pool()),
                 p95_increase);
  std::vector<Foresight> all =
      foresee(planned_run({latency_rule(), guard()}), quiet_pool(), Requests{{200}});
  const auto found =
      std::ranges::find(all, p95_increase, [](const Foresight& each) { return each.finding.key; });
  ASSERT_NE(found, all.end());
  EXPECT_NEAR(*found->finding.sees, *after.sees, 1e-9);
  EXPECT_EQ(found->planned, 200U);
  EXPECT_EQ(found->needed, 59U);
  EXPECT_EQ(doubt_of(*found), "");
}

TEST(Foresight, SharesOfRequestsAreSeenInPoints) {
  const Foresight few = first_of({guard()}, quiet_pool(), 100);
  const Foresight many = first_of({guard()}, quiet_pool(), 10'000);
  EXPECT_EQ(few.finding.key, "error_rate buy/pay [steady] increase");
  EXPECT_GT(*few.finding.sees, *many.finding.sees);
  EXPECT_GT(*many.finding.sees, 0.005);
}

TEST(Foresight, ASecondJobSeesMore) {
  auto run = planned_run({latency_rule()});
  const double one = *foresee(run, quiet_pool(), Requests{{200}}).front().finding.sees;
  run.gate.jobs = 2;
  EXPECT_LT(*foresee(run, quiet_pool(), Requests{{200}}).front().finding.sees, one);
}

TEST(Foresight, TooFewPlannedSamplesAreADoubt) {
  Rule p99 = latency_rule();
  p99.statistic = Statistic::p99;
  EXPECT_EQ(doubt_of(first_of({p99}, quiet_pool(), 60)),
            "60 requests are planned, and it needs 299");
  EXPECT_EQ(doubt_of(first_of({p99}, std::nullopt, 300)), "");
  // Users send as many as they can: nobody knows.
  EXPECT_EQ(doubt_of(first_of({p99}, quiet_pool(), 0)), "");
}

TEST(Foresight, AToleranceFarBelowTheSpreadIsADoubt) {
  EXPECT_EQ(doubt_of(first_of({latency_rule(0.03)}, quiet_pool(), 200)),
            "a run would see +15.4 % in 4 runs of 5, and +3 % is allowed: the baseline spreads too "
            "much for this tolerance");
}

TEST(Foresight, WhatMustBeSeenAndCannotIsADoubt) {
  Rule seeing = latency_rule(0.10);
  seeing.must_see = 0.20;
  EXPECT_EQ(doubt_of(first_of({seeing}, quiet_pool(), 200)),
            "it must see +20 %, and a run would see +23.3 % in 4 runs of 5");
}

TEST(Foresight, WithoutABaselineItSaysWhy) {
  const Foresight foresight = first_of({latency_rule()}, std::nullopt, 200);
  EXPECT_FALSE(foresight.finding.sees);
  EXPECT_EQ(foresight.unmet, "there is no baseline to compare with");
  EXPECT_EQ(doubt_of(foresight), "");
}

TEST(Foresight, TheBaselinesMachineIsTakenForThisOne) {
  auto run = planned_run({latency_rule()});
  run.testbed.usable_cores = 64;
  EXPECT_TRUE(foresee(run, quiet_pool(), Requests{{200}}).front().finding.sees);
}

Foresight of_pairs(Rule rule, std::uint64_t requests) {
  return foresee(planned_run({std::move(rule)}), std::nullopt, Requests{{requests}},
                 ComparedWith::old_build)
      .front();
}

TEST(Foresight, PairsNeedNoBaselineAndSayThatTheyAssume) {
  // 25 windows of 60: 24 pairs, and 12 more in each of two looks.
  const Foresight planned = of_pairs(latency_rule(0.05), 1500);
  EXPECT_EQ(planned.finding.key, p95_increase);
  EXPECT_EQ(planned.unmet, "");
  EXPECT_TRUE(planned.is_assumed);
  // By hand: SE = √(2(2.114² · 0.25/60 + 0.03²)/48) = 0.0287, one rule: 0.0488 + (2.1190 +
  // 0.8487)·SE.
  EXPECT_NEAR(*planned.finding.sees, std::expm1(0.0488 + (2.119 + 0.849) * 0.02866), 0.004);
  EXPECT_LT(*of_pairs(latency_rule(0.05), 15'000).finding.sees, *planned.finding.sees);
}

TEST(Foresight, TooFewPairsAreADoubt) {
  const Foresight planned = of_pairs(latency_rule(0.05), 500);
  EXPECT_EQ(doubt_of(planned), "too few requests: 8 of 12 pairs");
  EXPECT_FALSE(planned.finding.sees);
}

TEST(Foresight, PairsThatWouldSeeTooLittleAreADoubt) {
  const std::string doubt = doubt_of(of_pairs(latency_rule(0.02), 1500));
  EXPECT_TRUE(doubt.starts_with("the pairs would see +")) << doubt;
  EXPECT_TRUE(doubt.ends_with("+2 % is allowed: more requests in the phase")) << doubt;
}

}  // namespace
}  // namespace loadgate
