// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Judgement judge_limit(const RunBuilder& run, const Rule& limit) {
  Rule errors = guard();
  errors.max_increase = std::nullopt;
  return judge_one(RunBuilder(run).with_rule(limit).with_rule(errors), std::nullopt);
}

TEST(Limit, HoldsWithoutABaselineAndSaysWhatItSaw) {
  const Judgement judgement = judge_limit(run_of(100), latency_limit(200));
  const Finding& finding = finding_of(judgement, p95_limit);
  EXPECT_EQ(finding.state, State::pass);
  EXPECT_EQ(finding.samples, 200U);
  EXPECT_EQ(finding.now->value, 145e6);
  EXPECT_LE(*finding.interval_low, 145e6);
  EXPECT_GE(*finding.interval_high, 145e6);
  EXPECT_TRUE(finding.reason.starts_with("145 ms is within the limit of 200 ms (between "))
      << finding.reason;
}

TEST(Limit, FailsWhenTheFigureItselfIsBeyondAndOnlyThen) {
  EXPECT_EQ(state_of(judge_limit(run_of(100), latency_limit(145)), p95_limit), "pass");
  const Judgement beyond = judge_limit(run_of(100), latency_limit(144.9));
  EXPECT_EQ(state_of(beyond, p95_limit), "fail");
  EXPECT_EQ(finding_of(beyond, p95_limit).blocks, Blocks::regression);
  EXPECT_EQ(status_of(beyond), 1);
}

TEST(Limit, ACensoredFigureFailsOrStaysOpenButNeverPasses) {
  const RunBuilder stalling =
      run_of(100, 170).with_outcomes(pay, steady, Outcome::timeout_total, 30, 300);
  Rule limit = latency_limit(200);
  EXPECT_EQ(state_of(judge_limit(stalling, limit), p95_limit), "fail");
  limit.at_most = 400e6;
  Rule many_errors = guard();
  many_errors.at_most = 0.5;
  const Judgement open =
      judge_one(RunBuilder(stalling).with_rule(limit).with_rule(many_errors), std::nullopt);
  EXPECT_EQ(state_of(open, p95_limit), "inconclusive");
  EXPECT_EQ(finding_of(open, p95_limit).reason,
            "at least 300 ms: too many requests never got an answer to say more");
}

TEST(Limit, AQuantileNeedsItsLeastSamples) {
  EXPECT_EQ(state_of(judge_limit(run_of(100, 59), latency_limit(200)), p95_limit), "pass");
  const Judgement few = judge_limit(run_of(100, 58), latency_limit(200));
  EXPECT_EQ(state_of(few, p95_limit), "inconclusive");
  EXPECT_EQ(finding_of(few, p95_limit).reason, "too few samples: 58 of 59");
  EXPECT_EQ(finding_of(few, p95_limit).advice, "a longer phase or a higher rate");
}

TEST(Limit, TheSpecsOwnLeastSamplesComeFirst) {
  Rule limit = latency_limit(200);
  limit.min_samples = 300;
  EXPECT_EQ(state_of(judge_limit(run_of(100, 299), limit), p95_limit), "inconclusive");
  EXPECT_EQ(state_of(judge_limit(run_of(100, 300), limit), p95_limit), "pass");
}

TEST(Limit, WhereMoreIsBetterItIsALowerOne) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.at_least = 6;  // 200 successes in 30 s are 6.67/s
  const std::string key = "throughput buy/pay [steady] limit";
  EXPECT_EQ(state_of(judge_limit(run_of(100), throughput), key), "pass");
  throughput.at_least = 7;
  const Judgement low = judge_limit(run_of(100), throughput);
  EXPECT_EQ(state_of(low, key), "fail");
  EXPECT_TRUE(finding_of(low, key).reason.starts_with("6.63/s is below the limit of 7.00/s (bet"))
      << finding_of(low, key).reason;
}

TEST(Limit, SeverityDecidesWhatABrokenLimitDoes) {
  Rule limit = latency_limit(100);
  limit.severity = Severity::warn;
  const Judgement warned = judge_limit(run_of(100), limit);
  EXPECT_EQ(state_of(warned, p95_limit), "warn");
  EXPECT_EQ(verdict_name(warned), "warn");
  EXPECT_EQ(status_of(warned), 0);
  limit.severity = Severity::info;
  const Judgement informed = judge_limit(run_of(100), limit);
  EXPECT_EQ(state_of(informed, p95_limit), "info");
  EXPECT_EQ(verdict_name(informed), "pass");
}

TEST(Limit, SeveralRunsAreMergedBeforeTheQuantileIsTaken) {
  const loadgate::Run fast = run_of(100).with_rule(latency_limit(200)).with_rule(guard()).build();
  const loadgate::Run slow = run_of(150).with_rule(latency_limit(200)).with_rule(guard()).build();
  const Judgement judgement = judge({fast, slow}, std::nullopt);
  const Finding& finding = finding_of(judgement, p95_limit);
  EXPECT_EQ(finding.samples, 400U);
  EXPECT_EQ(finding.now->value, 210e6);  // the 380th of 400 observations
  EXPECT_EQ(finding.state, State::fail);
}

}  // namespace
}  // namespace loadgate
