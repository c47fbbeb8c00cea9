// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

RunBuilder compared_run(double middle = 100) {
  return run_of(middle).with_rule(latency_rule()).with_rule(guard());
}

RunBuilder with_policy(MismatchPolicy policy) {
  return compared_run().with([policy](auto& run) { run.baseline.on_mismatch = policy; });
}

TEST(Comparability, WithoutABaselineTheRunIsMeasuredAndTheCommandIsTold) {
  const Judgement judgement = judge_one(compared_run(), std::nullopt);
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::no_baseline);
  EXPECT_EQ(finding.now->value, 145e6);
  EXPECT_EQ(finding.reason, "there is no baseline to compare with");
  EXPECT_EQ(finding.advice,
            "make one, while nothing fails: loadgate baseline record loadgate.yaml --runs 8");
  EXPECT_EQ(status_of(judgement), 0);
  EXPECT_EQ(verdict_name(judgement), "inconclusive");
}

TEST(Comparability, OnMissingDecidesWhatNoBaselineDoes) {
  const auto judged = [](Policy policy) {
    return judge_one(compared_run().with([policy](auto& run) { run.baseline.on_missing = policy; }),
                     std::nullopt);
  };
  EXPECT_EQ(status_of(judged(Policy::fail)), 3);
  EXPECT_EQ(verdict_name(judged(Policy::fail)), "inconclusive");
  EXPECT_EQ(status_of(judged(Policy::pass)), 0);
  EXPECT_EQ(verdict_name(judged(Policy::pass)), "pass");
}

TEST(Comparability, AnotherClassOfMachineIsNotComparedUnlessThePolicySaysSo) {
  const Judgement other =
      judge_one(with_policy(MismatchPolicy::inconclusive).with_cores(64), quiet_pool());
  EXPECT_EQ(state_of(other, p95_increase), "incomparable");
  EXPECT_EQ(finding_of(other, p95_increase).reason,
            "another testbed class: recorded on x86_64, 4 cores, quota none, 16 GiB, "
            "ubuntu-24.04; this run on x86_64, 64 cores, quota none, 16 GiB, ubuntu-24.04");
  EXPECT_EQ(status_of(other), 0);
  const Judgement failing =
      judge_one(with_policy(MismatchPolicy::fail).with_cores(64), quiet_pool());
  EXPECT_EQ(state_of(failing, p95_increase), "incomparable");
  EXPECT_EQ(status_of(failing), 3);
  for (const MismatchPolicy policy : {MismatchPolicy::ignore, MismatchPolicy::warn}) {
    const Judgement compared = judge_one(with_policy(policy).with_cores(64), quiet_pool());
    EXPECT_EQ(state_of(compared, p95_increase), "pass");
    EXPECT_EQ(std::ranges::count_if(compared.warnings,
                                    [](const std::string& warning) {
                                      return warning.starts_with("compared with another testbed");
                                    }),
              policy == MismatchPolicy::warn ? 1 : 0);
  }
}

TEST(Comparability, AnotherLoadIsNeverCompared) {
  for (const MismatchPolicy policy : {MismatchPolicy::ignore, MismatchPolicy::warn,
                                      MismatchPolicy::inconclusive, MismatchPolicy::fail}) {
    const Judgement judgement = judge_one(with_policy(policy).with([](auto& run) {
      run.plan.load.digest = "another";
      run.plan.load.settings = {{"phases[0].rate", "100/s"}};
    }),
                                          quiet_pool());
    EXPECT_EQ(state_of(judgement, p95_increase), "incomparable");
    EXPECT_EQ(finding_of(judgement, p95_increase).reason,
              "another load: recorded at 50/s, this run 100/s: phases[0].rate");
    EXPECT_EQ(status_of(judgement), policy == MismatchPolicy::fail ? 3 : 0);
  }
}

TEST(Comparability, AnotherProfileIsNamed) {
  const auto under = [](const std::string& profile) {
    return compared_run().with([profile](auto& run) {
      run.profile = profile;
      run.plan.load.settings.insert(run.plan.load.settings.begin(), {"profile", profile});
      run.plan = sealed(std::move(run.plan));
    });
  };
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, under("soak")));
  const Judgement judgement = judge_one(under("deploy"), pool);
  EXPECT_EQ(state_of(judgement, p95_increase), "incomparable");
  EXPECT_EQ(finding_of(judgement, p95_increase).reason,
            "another load: recorded with the profile 'soak', this run with the profile 'deploy'");
  EXPECT_EQ(finding_of(judgement, p95_increase).advice,
            "record a baseline with this load: loadgate baseline record loadgate.yaml --profile "
            "deploy --runs 8");
}

TEST(Comparability, AChangedStepIsNotComparedAndTheOthersAre) {
  const auto two = [](double middle) {
    return run_of(middle).with_spread("buy/login", steady, 200, middle);
  };
  const Baseline pool = pool_of(std::vector<RunBuilder>(8, two(100)));
  const Judgement judgement =
      judge_one(two(100).with_rule(latency_rule()).with_rule(guard()).with([](auto& run) {
        run.plan.steps[0].digest = "another";
        run.plan.steps[0].settings = {{"path", "/v2/pay"}};
      }),
                pool);
  EXPECT_EQ(state_of(judgement, p95_increase), "incomparable");
  EXPECT_TRUE(finding_of(judgement, p95_increase).reason.starts_with("the step differs: "));
  EXPECT_EQ(state_of(judgement, "latency.p95 buy/login [steady] increase"), "pass");
}

TEST(Comparability, AFlowComparesOnlyIfAllOfItsStepsDo) {
  Rule flow = rule("iteration", Statistic::p50);
  flow.max_increase = 0.1;
  const std::string key = "iteration.p50 buy [steady] increase";
  const Baseline pool = quiet_pool();
  EXPECT_EQ(state_of(judge_one(run_of(100).with_rule(flow).with_rule(guard()), pool), key), "pass");
  const Judgement longer = judge_one(
      run_of(100).with_spread("buy/login", steady, 200, 10).with_rule(flow).with_rule(guard()),
      pool);
  EXPECT_EQ(state_of(longer, key), "incomparable");
  EXPECT_EQ(finding_of(longer, key).reason, "the step buy/login is new");
}

TEST(Comparability, AStepThatOnlyThisRunHasIsNew) {
  const Judgement judgement =
      judge_one(compared_run().with_spread("buy/login", steady, 200, 10), quiet_pool());
  EXPECT_EQ(state_of(judgement, "latency.p95 buy/login [steady] increase"), "new");
  EXPECT_EQ(state_of(judgement, p95_increase), "pass");
  EXPECT_EQ(verdict_name(judgement), "pass");
}

TEST(Comparability, AStepOfTheBaselineThatIsGoneIsMissing) {
  const Baseline pool =
      pool_of(std::vector<RunBuilder>(8, run_of(100).with_spread("buy/login", steady, 200, 10)));
  const Judgement judgement = judge_one(compared_run(), pool);
  const Finding& finding = finding_of(judgement, "latency.p95 buy/login [steady] increase");
  EXPECT_EQ(finding.state, State::missing);
  EXPECT_EQ(finding.reason, "the baseline has this step, this run does not");
  EXPECT_EQ(status_of(judgement), 1);

  Rule lenient = latency_rule();
  lenient.on_no_data = Policy::warn;
  Rule errors = guard();
  errors.step = pay;
  const Judgement warned = judge_one(run_of(100).with_rule(lenient).with_rule(errors), pool);
  EXPECT_EQ(state_of(warned, "latency.p95 buy/login [steady] increase"), "missing");
  EXPECT_EQ(status_of(warned), 0);
  EXPECT_EQ(verdict_name(warned), "warn");
}

TEST(Comparability, AVanishedStepIsToldEvenIfNoRuleNamesIt) {
  const Baseline pool =
      pool_of(std::vector<RunBuilder>(8, run_of(100).with_spread("buy/login", steady, 200, 10)));
  Rule errors = guard();
  errors.step = pay;
  const Judgement judgement = judge_one(run_of(100).with_rule(errors), pool);
  EXPECT_EQ(state_of(judgement, "step buy/login missing"), "missing");
  EXPECT_EQ(status_of(judgement), 1);
}

}  // namespace
}  // namespace loadgate
