// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// The runs of these tests end on 2023-11-14, UTC.
Waiver waiver_for(const std::string& name, std::optional<double> max_increase = std::nullopt) {
  return {.rule = name,
          .max_increase = max_increase,
          .max_decrease = std::nullopt,
          .reason = "adds fraud check",
          .owner = "@payments",
          .expires = "2023-11-14",
          .where = {.line = 40, .column = 5}};
}

RunBuilder waived_run(double middle, const Waiver& waiver) {
  return run_of(middle).with_rule(latency_rule()).with_rule(guard()).with([=](auto& run) {
    run.waivers.push_back(waiver);
  });
}

const std::string p95_name = "latency.p95 buy/pay [steady]";

TEST(Waivers, ATolerableIncreaseIsWaivedAndSaysOfWhom) {
  const Judgement judgement = judge_one(waived_run(125, waiver_for(p95_name, 0.30)), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::waived);
  EXPECT_EQ(finding.blocks, Blocks::nothing);
  EXPECT_EQ(finding.reason,
            "+24.4 %, where the rule allows +10 %; waived until 2023-11-14 by @payments: adds "
            "fraud check");
  EXPECT_EQ(status_of(judgement), 0);
  EXPECT_EQ(verdict_name(judgement), "pass");
  ASSERT_EQ(judgement.waivers.size(), 1U);
  EXPECT_EQ(judgement.waivers[0].use, WaiverUse::used);
}

TEST(Waivers, MoreThanTheWaiverAllowsStillFails) {
  const Judgement judgement = judge_one(waived_run(170, waiver_for(p95_name, 0.30)), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_EQ(finding_of(judgement, p95_increase).tolerance, 0.30);
  EXPECT_EQ(judgement.waivers[0].use, WaiverUse::not_enough);
}

TEST(Waivers, BetweenItsToleranceAndProofItIsInconclusive) {
  const Judgement judgement = judge_one(waived_run(133, waiver_for(p95_name, 0.30)), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
}

TEST(Waivers, OneThatIsNotNeededIsListedAndChangesNothing) {
  const Judgement judgement = judge_one(waived_run(100, waiver_for(p95_name, 0.30)), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "pass");
  EXPECT_EQ(judgement.waivers[0].use, WaiverUse::not_needed);
}

TEST(Waivers, OneWithoutAToleranceWaivesWhateverIsBroken) {
  Rule limit = latency_limit(100);
  const Judgement judgement =
      judge_one(waived_run(300, waiver_for(p95_name)).with_rule(limit), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "waived");
  EXPECT_EQ(state_of(judgement, p95_limit), "waived");
  EXPECT_EQ(status_of(judgement), 0);
  // A tolerance speaks of the change alone.
  EXPECT_EQ(state_of(judge_one(waived_run(125, waiver_for(p95_name, 0.30)).with_rule(limit),
                               quiet_pool()),
                     p95_limit),
            "fail");
}

TEST(Waivers, AnotherRuleIsNotWaived) {
  const Judgement judgement =
      judge_one(waived_run(300, waiver_for("latency.p95 buy/other [steady]")), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_EQ(judgement.waivers[0].use, WaiverUse::names_nothing);
}

TEST(Waivers, AnExpiredOneFailsEvenWhereNothingIsBroken) {
  Waiver old = waiver_for(p95_name, 0.30);
  old.expires = "2023-11-13";
  for (const double middle : {100.0, 125.0}) {
    const Judgement judgement = judge_one(waived_run(middle, old), quiet_pool());
    const Finding& finding = finding_of(judgement, p95_name + " waiver");
    EXPECT_EQ(finding.state, State::fail);
    EXPECT_EQ(finding.where.line, 40);
    EXPECT_EQ(finding.reason,
              "the waiver for latency.p95 buy/pay [steady] of @payments (adds "
              "fraud check) held until 2023-11-13");
    EXPECT_EQ(status_of(judgement), 1);
    EXPECT_EQ(judgement.waivers[0].use, WaiverUse::expired);
    EXPECT_NE(state_of(judgement, p95_increase), "waived");
  }
}

TEST(Waivers, ADateOfAHostileFileHasExpired) {
  for (const std::string date : {"", "tomorrow", "2023-99-99", "9999-12-31"}) {
    Waiver wrong = waiver_for(p95_name);
    wrong.expires = date;
    EXPECT_EQ(status_of(judge_one(waived_run(100, wrong), quiet_pool())), 1) << date;
  }
}

TEST(Waivers, AStepThatIsGoneCanBeWaivedByItsName) {
  const Baseline pool =
      pool_of(std::vector<RunBuilder>(8, run_of(100).with_spread("buy/login", steady, 200, 10)));
  const auto judged = [&](const std::string& name) {
    return judge_one(waived_run(100, waiver_for(name)), pool);
  };
  const Judgement judgement = judged("step buy/login");
  EXPECT_EQ(status_of(judgement), 0);
  EXPECT_EQ(state_of(judgement, "latency.p95 buy/login [steady] increase"), "waived");
  EXPECT_EQ(state_of(judgement, "error_rate buy/login [steady] increase"), "waived");
  EXPECT_EQ(status_of(judged("step buy/pay")), 1);
}

TEST(Waivers, WhatCannotBeTrustedStaysUndecided) {
  RunBuilder late = waived_run(300, waiver_for(p95_name));
  late.with([](auto& run) { run.health.generator_dropped = 5; });
  late.with([](auto& run) { run.gate.on_inconclusive = Policy::fail; });
  for (auto& builder : {late}) {
    const Judgement judgement = judge_one(builder, quiet_pool());
    EXPECT_NE(verdict_name(judgement), "pass");
  }
}

TEST(Waivers, WhereMoreIsBetterTheToleranceIsADecrease) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.max_decrease = 0.05;
  const std::vector<RunBuilder> runs(8, run_of(100, 300));
  const auto judged = [&](double allowed) {
    Waiver waiver = waiver_for("throughput buy/pay [steady]");
    waiver.max_decrease = allowed;
    return state_of(
        judge_one(run_of(100, 240).with_rule(throughput).with_rule(guard()).with([=](auto& run) {
          run.waivers.push_back(waiver);
        }),
                  pool_of(runs)),
        "throughput buy/pay [steady] decrease");
  };
  EXPECT_EQ(judged(0.30), "waived");
  EXPECT_EQ(judged(0.06), "fail");
}

}  // namespace
}  // namespace loadgate
