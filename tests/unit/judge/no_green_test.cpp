// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "unit/judge/cases.h"

/// No path to green without evidence: each test takes a run that ought to pass and removes the
/// evidence.
namespace loadgate {
namespace {

using namespace loadgate::testing;

RunBuilder with_rules(const RunBuilder& run) {
  return RunBuilder(run).with_rule(latency_rule()).with_rule(guard());
}

void expect_no_pass(const Judgement& judgement) {
  EXPECT_NE(judgement.verdict, Verdict::pass);
  EXPECT_NE(judgement.verdict, Verdict::warn);
}

TEST(NoGreen, TheRunThatTheseTestsSpoilPasses) {
  const Judgement judgement = judge_one(with_rules(run_of(100)), quiet_pool());
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(NoGreen, NoRequestAtAllIsNotMeasured) {
  const Judgement judgement =
      judge_one(with_rules(a_run().with_phase(steady).with_step(pay)), quiet_pool());
  EXPECT_EQ(judgement.verdict, Verdict::not_measured);
  EXPECT_TRUE(judgement.findings.empty());
  EXPECT_EQ(status_of(judgement), 4);
}

TEST(NoGreen, RequestsThatWereNeverSentAreNotMeasured) {
  const Judgement judgement =
      judge_one(with_rules(a_run().with_outcomes(pay, steady, Outcome::generator_dropped, 100)),
                quiet_pool());
  EXPECT_EQ(status_of(judgement), 4);
}

TEST(NoGreen, AStepThatNoRequestReachedFails) {
  const Judgement judgement =
      judge_one(with_rules(run_of(100).with_step("buy/receipt")), quiet_pool());
  const Finding& finding = finding_of(judgement, "error_rate buy/receipt [steady] limit");
  EXPECT_EQ(finding.state, State::no_data);
  EXPECT_EQ(finding.reason, "no request reached this step in this phase");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(NoGreen, AStepThatFailsComesBeforeTheOnesThatItKeepsFromBeingReached) {
  const RunBuilder broken =
      a_run().with_outcomes("buy/login", steady, Outcome::server_5xx, 200).with_step("buy/cart");
  const Judgement judgement = judge_one(with_rules(broken), std::nullopt);
  EXPECT_EQ(judgement.findings.at(0).key, "error_rate buy/login [steady] limit");
  EXPECT_EQ(judgement.findings.at(0).state, State::fail);
  EXPECT_EQ(judgement.findings.at(1).key, "error_rate buy/cart [steady] limit");
  EXPECT_EQ(judgement.findings.at(1).state, State::no_data);
}

TEST(NoGreen, AVanishedStepFails) {
  const Baseline pool =
      pool_of(std::vector<RunBuilder>(8, run_of(100).with_spread("buy/login", steady, 200, 10)));
  EXPECT_EQ(status_of(judge_one(with_rules(run_of(100)), pool)), 1);
}

TEST(NoGreen, ARuleThatFitsNothingFails) {
  Rule nowhere_at_all = latency_rule();
  nowhere_at_all.step = "buy/refund";
  const Judgement judgement =
      judge_one(with_rules(run_of(100)).with_rule(nowhere_at_all), quiet_pool());
  const Finding& finding = finding_of(judgement, "latency.p95 buy/refund [*] increase");
  EXPECT_EQ(finding.state, State::no_data);
  EXPECT_EQ(finding.reason, "the rule fits no step of this run");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(NoGreen, ARuleForAnUnmeasuredPhaseFails) {
  Rule warm = latency_rule();
  warm.phase = "warm-up";
  const Judgement judgement = judge_one(
      with_rules(run_of(100).with_unmeasured_phase("warm-up")).with_rule(warm), quiet_pool());
  EXPECT_EQ(state_of(judgement, "latency.p95 * [warm-up] increase"), "no_data");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(NoGreen, AssumedRulesThatFindNoConstantPhaseStayOpen) {
  Rule assumed = latency_rule();
  assumed.origin = RuleOrigin::assumed;
  const Judgement judgement = judge_one(
      a_run().with_closed_phase(steady, 5).with_spread(pay, steady, 200, 100).with_rule(assumed),
      std::nullopt);
  EXPECT_EQ(state_of(judgement, "latency.p95 * [*] increase"), "inconclusive");
  expect_no_pass(judgement);
}

TEST(NoGreen, AStepOfWhichEveryRequestFailedFails) {
  const Judgement judgement = judge_one(
      with_rules(a_run().with_outcomes(pay, steady, Outcome::server_5xx, 200)), quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "no_data");
  EXPECT_EQ(finding_of(judgement, p95_increase).reason, "all 200 requests failed");
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] limit"), "fail");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(NoGreen, SixtyPercentErrorsCannotPassOnLatencyAlone) {
  const RunBuilder broken =
      run_of(80, 80).with_outcomes(pay, steady, Outcome::server_5xx, 120).with_rule(latency_rule());
  const Judgement unguarded = judge_one(broken, quiet_pool());
  const Finding& finding = finding_of(unguarded, p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_TRUE(finding.survivors_only);
  expect_no_pass(unguarded);
  EXPECT_EQ(status_of(judge_one(RunBuilder(broken).with_rule(guard()), quiet_pool())), 1);
}

TEST(NoGreen, SurvivorsThatAreSlowerStillFail) {
  const Judgement judgement = judge_one(run_of(200, 80)
                                            .with_outcomes(pay, steady, Outcome::server_5xx, 120)
                                            .with_rule(latency_rule()),
                                        quiet_pool());
  EXPECT_EQ(state_of(judgement, p95_increase), "fail");
  EXPECT_TRUE(finding_of(judgement, p95_increase).survivors_only);
}

TEST(NoGreen, AnotherTestbedDoesNotPass) {
  expect_no_pass(judge_one(with_rules(run_of(100)).with_cores(64), quiet_pool()));
}

TEST(NoGreen, ARunThatDidNotEndCannotPassButCanFail) {
  for (const RunEnd end : {RunEnd::interrupted, RunEnd::target_died}) {
    const Judgement judgement = judge_one(with_rules(run_of(100)).with_end(end), quiet_pool());
    EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
    EXPECT_EQ(finding_of(judgement, p95_increase).reason, "the run did not come to its end");
    expect_no_pass(judgement);
    EXPECT_EQ(status_of(judge_one(with_rules(run_of(140)).with_end(end), quiet_pool())), 1);
  }
}

TEST(NoGreen, ARunThatDidNotEndIsNoPassWhereThePoliciesSayNothingEither) {
  const RunBuilder died = with_rules(run_of(100)).with_end(RunEnd::target_died).with([](auto& run) {
    run.gate.on_inconclusive = Policy::pass;
    run.baseline.on_missing = Policy::pass;
  });
  for (const Judgement& judgement :
       {judge_one(died, quiet_pool()), judge({died.build()}, std::nullopt)}) {
    EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
    EXPECT_EQ(status_of(judgement), 0);
  }
}

TEST(NoGreen, AnUntrustedRunDoesNotPass) {
  expect_no_pass(
      judge_one(with_rules(run_of(100)).with([](auto& run) { run.health.generator_dropped = 1; }),
                quiet_pool()));
}

TEST(NoGreen, NumbersThatAreNoneInAHostileBaselineProveNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double damage : {nan, HUGE_VAL, -HUGE_VAL, -1.0}) {
    Baseline pool = quiet_pool();
    for (BaselineRun& run : pool.runs) {
      for (ScopeFigures& scope : run.figures.scopes) {
        spoil(scope, damage);
      }
    }
    const Judgement judgement = judge_one(with_rules(run_of(100)), pool);
    EXPECT_EQ(state_of(judgement, p95_increase), "no_baseline");
    expect_no_pass(judgement);
  }
}

TEST(NoGreen, ACandidateThatIsNoNumberOfRequestsInTheBaselineIsNoEvidenceOfErrors) {
  Baseline pool = quiet_pool();
  for (BaselineRun& run : pool.runs) {
    for (ScopeFigures& scope : run.figures.scopes) {
      scope.requests = 0;
    }
  }
  const Judgement judgement = judge_one(with_rules(run_of(100)), pool);
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] increase"), "no_baseline");
}

TEST(NoGreen, AGateThatAsksNothingWarns) {
  const Judgement judgement = judge_one(run_of(100), quiet_pool());
  EXPECT_EQ(judgement.verdict, Verdict::warn);
  EXPECT_EQ(judgement.warnings.back(), "no rule was judged: the spec has none");
}

TEST(NoGreen, PoliciesTurnEveryOpenStateIntoAStatus) {
  const auto strict = [](auto& run) { run.gate.on_inconclusive = Policy::fail; };
  EXPECT_EQ(status_of(judge_one(with_rules(run_of(115)).with(strict), quiet_pool())), 3);
  EXPECT_EQ(status_of(judge_one(with_rules(run_of(100)).with_cores(64).with(strict), quiet_pool())),
            3);
  EXPECT_EQ(status_of(judge_one(with_rules(run_of(100)).with_end(RunEnd::interrupted).with(strict),
                                quiet_pool())),
            3);
}

TEST(NoGreen, ARuleThatOnlyWarnsNeverBlocks) {
  Rule warning = latency_rule();
  warning.severity = Severity::warn;
  const auto strict = [](auto& run) {
    run.gate.on_inconclusive = Policy::fail;
    run.baseline.on_missing = Policy::fail;
  };
  Rule errors = guard();
  errors.max_increase = std::nullopt;
  const RunBuilder run = run_of(115).with_rule(warning).with_rule(errors).with(strict);
  EXPECT_EQ(status_of(judge_one(run, quiet_pool())), 0);
  EXPECT_EQ(status_of(judge_one(run, std::nullopt)), 0);
}

}  // namespace
}  // namespace loadgate
