// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

const std::string recovery = "latency.p95 buy/pay [after vs steady] increase";

Rule recovery_rule(double max_increase = 0.10) {
  Rule result = latency_rule(max_increase);
  result.phase = "after";
  result.compare_to_phase = steady;
  return result;
}

/// A steady phase, and one after it with another middle.
RunBuilder two_phases(double before, double after, std::size_t requests = 600) {
  return a_run()
      .with_spread(pay, steady, requests, before)
      .with_spread(pay, "after", requests, after)
      .with_rule(recovery_rule())
      .with_rule(guard());
}

TEST(CompareToPhase, NeedsNoBaseline) {
  const Judgement judgement = judge_one(two_phases(100, 140), std::nullopt);
  const Finding& finding = finding_of(judgement, recovery);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.against, steady);
  EXPECT_EQ(finding.baseline->value, 145e6);
  EXPECT_EQ(finding.now->value, 203e6);
  EXPECT_NEAR(finding.change->estimate, 0.4, 1e-9);
  EXPECT_GT(*finding.change->at_least, 0.3);
  EXPECT_LT(*finding.change->at_least, 0.4);
  EXPECT_EQ(finding.p_value, 0);
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(CompareToPhase, TheSameIsAPass) {
  const Finding finding = finding_of(judge_one(two_phases(100, 101), std::nullopt), recovery);
  EXPECT_EQ(finding.state, State::pass);
  EXPECT_TRUE(finding.sees);
  EXPECT_GT(*finding.sees, 0.10);
}

TEST(CompareToPhase, ItIsTheOnlyRuleThatFailsWhereTheRestIsAsBefore) {
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, two_phases(100, 140)));
  const Judgement judgement = judge_one(two_phases(100, 140).with_rule(latency_rule()), pool);
  for (const Finding& finding : judgement.findings) {
    EXPECT_EQ(finding.state == State::fail, finding.key == recovery) << finding.key;
  }
}

TEST(CompareToPhase, APhaseIsNotComparedWithItself) {
  Rule drift = recovery_rule();
  drift.phase.clear();
  const Judgement judgement = judge_one(a_run()
                                            .with_spread(pay, steady, 600, 100)
                                            .with_spread(pay, "after", 600, 100)
                                            .with_rule(drift),
                                        std::nullopt);
  EXPECT_EQ(judgement.findings.size(), 1U);
  EXPECT_EQ(state_of(judgement, recovery), "pass");
}

TEST(CompareToPhase, UnderTenSecondsItIsInconclusive) {
  const auto short_phase = [](const std::string& name, std::int64_t start) {
    return RunPhase{.name = name,
                    .kind = PhaseKind::open,
                    .measure = true,
                    .is_constant = true,
                    .users = 0,
                    .offered_per_second = 50,
                    .planned_flows = 0,
                    .started = start,
                    .ended = start + 9 * testing::one_second};
  };
  RunBuilder builder;
  builder.with_phase(short_phase(steady, 0))
      .with_phase(short_phase("after", 9 * testing::one_second));
  builder.with_spread(pay, steady, 400, 100).with_spread(pay, "after", 400, 140);
  const Finding finding = finding_of(
      judge_one(builder.with_rule(recovery_rule()).with_rule(guard()), std::nullopt), recovery);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason, "too short: both phases need 10 seconds or more to compare them");
}

TEST(CompareToPhase, TooFewSamplesInEitherAreInconclusive) {
  RunBuilder builder =
      a_run().with_spread(pay, steady, 50, 100).with_spread(pay, "after", 600, 140);
  const Finding finding = finding_of(
      judge_one(builder.with_rule(recovery_rule()).with_rule(guard()), std::nullopt), recovery);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.reason, "too few samples: 50 of 59");
}

TEST(CompareToPhase, WithoutASampleInTheOtherPhaseThereIsNoData) {
  RunBuilder builder = a_run().with_phase(steady).with_spread(pay, "after", 600, 140);
  const Finding finding = finding_of(
      judge_one(builder.with_rule(recovery_rule()).with_rule(guard()), std::nullopt), recovery);
  EXPECT_EQ(finding.state, State::no_data);
  EXPECT_EQ(finding.reason, "the phase 'steady' has no value to compare with");
}

TEST(CompareToPhase, ErrorsOfAnyPhaseMakeItTheTimeOfSurvivors) {
  for (const std::string& phase : {steady, std::string("after")}) {
    const Judgement judgement = judge_one(
        two_phases(100, 100).with_outcomes(pay, phase, Outcome::server_5xx, 300), std::nullopt);
    EXPECT_EQ(state_of(judgement, recovery), "inconclusive") << phase;
  }
}

TEST(CompareToPhase, ErrorRatesAreComparedInPoints) {
  Rule errors = rule("error_rate", Statistic::value);
  errors.max_increase = 0.01;
  errors.phase = "after";
  errors.compare_to_phase = steady;
  const auto judged = [&](std::size_t failed) {
    // Every n-th fails: all seconds have their share.
    RunBuilder builder = a_run().with_spread(pay, steady, 600, 10);
    for (std::size_t i = 0; i < 600; ++i) {
      builder.with_outcomes(
          pay, "after", failed > 0 && i % (600 / failed) == 0 ? Outcome::server_5xx : Outcome::ok,
          1);
    }
    return finding_of(judge_one(builder.with_rule(errors), std::nullopt),
                      "error_rate buy/pay [after vs steady] increase");
  };
  EXPECT_EQ(judged(0).state, State::pass);
  EXPECT_EQ(judged(60).state, State::fail);
  EXPECT_NEAR(judged(60).change->estimate, 0.1, 1e-9);
  EXPECT_FALSE(judged(60).change->is_relative);
}

TEST(CompareToPhase, OneJobDecidesIt) {
  RunBuilder builder = two_phases(100, 140);
  builder.with([](auto& run) { run.gate.jobs = 2; });
  EXPECT_EQ(state_of(judge_one(builder, std::nullopt), recovery), "fail");
}

}  // namespace
}  // namespace loadgate
