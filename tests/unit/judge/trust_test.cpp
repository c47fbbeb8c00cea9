// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using namespace loadgate::testing;

RunBuilder judged_run(double middle = 100) {
  return run_of(middle).with_rule(latency_rule()).with_rule(guard());
}

/// Every request goes out late, and its latency contains the wait.
auto late_by(double milliseconds) {
  return [milliseconds](loadgate::Run& run) {
    const auto lag = static_cast<std::int64_t>(milliseconds * one_millisecond);
    for (Sample& sample : run.samples) {
      sample.dispatched += lag;
      sample.finished += lag;
    }
  };
}

TEST(Trust, AQuietRunIsTrusted) {
  const Judgement judgement = judge_one(judged_run(), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::trusted);
  EXPECT_THAT(judgement.trust.reasons, IsEmpty());
}

TEST(Trust, AGeneratorThatDroppedFlowsPassesNoRule) {
  const Judgement judgement = judge_one(
      judged_run().with([](auto& run) { run.health.generator_dropped = 3; }), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  EXPECT_THAT(judgement.trust.reasons, ElementsAre("loadgate itself dropped 3 flows of 200"));
  for (const Finding& finding : judgement.findings) {
    EXPECT_EQ(finding.state, State::inconclusive) << finding.key;
    EXPECT_EQ(finding.reason, "loadgate itself dropped 3 flows of 200");
  }
}

TEST(Trust, LessThan98PercentDeliveredIsUntrustedAndALittleLessIsDegraded) {
  const auto started = [](std::uint64_t flows) {
    return judge_one(judged_run().with([flows](auto& run) { run.health.started_flows = flows; }),
                     quiet_pool());
  };
  EXPECT_EQ(started(195).trust.trust, Trust::untrusted);
  EXPECT_THAT(started(195).trust.reasons,
              ElementsAre("only 195 of 200 planned flows were started"));
  EXPECT_EQ(started(196).trust.trust, Trust::degraded);
  EXPECT_EQ(state_of(started(196), p95_increase), "pass");
}

TEST(Trust, FlowsThatTheServerHeldBackAreNotTheGeneratorsFault) {
  const Judgement judgement = judge_one(judged_run().with([](auto& run) {
    run.health.started_flows = 150;
    run.health.in_flight_dropped = 50;
  }),
                                        quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::trusted);
  const Finding& check = finding_of(judgement, "load.in_flight");
  EXPECT_EQ(check.state, State::fail);
  EXPECT_EQ(check.kind, FindingKind::check);
  EXPECT_EQ(check.reason,
            "50 of 200 flows were never sent: the server did not keep up, and max_in_flight "
            "requests were waiting for it");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, InFlightDropsOfALateGeneratorAreOpen) {
  const Judgement judgement = judge_one(judged_run().with(late_by(50)).with([](auto& run) {
    run.health.started_flows = 150;
    run.health.in_flight_dropped = 50;
  }),
                                        quiet_pool());
  EXPECT_EQ(state_of(judgement, "load.in_flight"), "inconclusive");
}

// 10 % of the baseline's p95 of 146 ms tolerates 14.6 ms: half is 7.3 ms, a quarter 3.6 ms.
TEST(Trust, AScheduleLagNearTheToleranceUntrustsLatencyAndNotErrors) {
  const Judgement judgement = judge_one(judged_run(93).with(late_by(8)), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] limit"), "pass");
  EXPECT_THAT(judgement.trust.reasons,
              ElementsAre("loadgate was itself 8.00 ms late at the p95 of buy/pay [steady], more "
                          "than a half of the 14.6 ms that the rule can tolerate"));
  EXPECT_EQ(judge_one(judged_run(96).with(late_by(5)), quiet_pool()).trust.trust, Trust::degraded);
  EXPECT_EQ(judge_one(judged_run(98).with(late_by(3)), quiet_pool()).trust.trust, Trust::trusted);
}

TEST(Trust, WithoutABaselineATenthOfTheRunsOwnValueIsTolerated) {
  const auto judged = [](double lag) {
    return judge_one(
        run_of(100).with_rule(latency_limit(300)).with_rule(guard()).with(late_by(lag)),
        std::nullopt);
  };
  EXPECT_EQ(state_of(judged(7), p95_limit), "pass");
  EXPECT_EQ(state_of(judged(8.5), p95_limit), "inconclusive");
}

TEST(Trust, TwoMillisecondsAreAlwaysTolerated) {
  const RunBuilder fast = a_run().with_spread(pay, steady, 200, 1);
  const auto judged = [&](double lag) {
    return judge_one(
        RunBuilder(fast).with_rule(latency_limit(300)).with_rule(guard()).with(late_by(lag)),
        std::nullopt);
  };
  EXPECT_EQ(state_of(judged(0.9), p95_limit), "pass");
  EXPECT_EQ(state_of(judged(1.1), p95_limit), "inconclusive");
}

TEST(Trust, AnUntrustedRunStillFailsOnWhatIsNetOfItsOwnLateness) {
  const Judgement judgement = judge_one(judged_run(140).with(late_by(60)), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.now->value, 203e6);  // not 263
  EXPECT_THAT(finding.reason, ::testing::EndsWith(", without loadgate's own lateness"));
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, WhatTheLatenessItselfAddedIsNoRegression) {
  const Judgement judgement = judge_one(judged_run(100).with(late_by(60)), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.now->value, 205e6);  // as measured: only a failure speaks of net figures
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(Trust, AnUntrustedRunStillFailsOnErrors) {
  const Judgement judgement = judge_one(
      judged_run().with_outcomes(pay, steady, Outcome::server_5xx, 60).with([](auto& run) {
        run.health.generator_dropped = 3;
      }),
      quiet_pool());
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] limit"), "fail");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, ThroughputThatTheGeneratorLostIsNotTheServersFault) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.at_least = 10;
  const Judgement judgement = judge_one(
      run_of(100).with_rule(throughput).with([](auto& run) { run.health.generator_dropped = 3; }),
      std::nullopt);
  EXPECT_EQ(state_of(judgement, "throughput buy/pay [steady] limit"), "inconclusive");
}

TEST(Trust, TheGeneratorsOwnMetricsAreJudgedRegardless) {
  Rule lag = rule("schedule_lag", Statistic::p95);
  lag.at_most = 70e6;
  const std::string key = "schedule_lag.p95 buy/pay [steady] limit";
  const auto judged = [&] {
    return judge_one(judged_run().with_rule(lag).with(late_by(60)).with([](auto& run) {
      run.health.generator_dropped = 3;
    }),
                     quiet_pool());
  };
  EXPECT_EQ(state_of(judged(), key), "pass");
  lag.at_most = 50e6;
  EXPECT_EQ(state_of(judged(), key), "fail");
}

TEST(Trust, AStarvedThreadExplainsALagAndCountsForNothingAlone) {
  const auto starved = [](auto& run) {
    run.health.run_delay_share = 0.29;
    run.health.throttled = 4;
    run.health.steal_share = 0.02;
  };
  EXPECT_EQ(judge_one(judged_run().with(starved), quiet_pool()).trust.trust, Trust::trusted);
  const Judgement late = judge_one(judged_run().with(late_by(60)).with(starved), quiet_pool());
  EXPECT_THAT(
      late.trust.reasons,
      ElementsAre("the runner gave loadgate's threads only 71 % of the time they wanted",
                  "the CPU quota stopped loadgate 4 times",
                  "the machine's host took 2 % of the CPU time for others",
                  StartsWith("loadgate was itself 60.0 ms late at the p95 of buy/pay [steady]")));
}

}  // namespace
}  // namespace loadgate
