// SPDX-License-Identifier: Apache-2.0
#include "judge/expand.h"

#include <gmock/gmock.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace loadgate::testing;

std::vector<std::string> keys_of(const loadgate::Run& run) {
  std::vector<std::string> keys;
  for (const Question& question : expand_rules(run)) {
    keys.push_back(question.key);
  }
  return keys;
}

RunBuilder two_steps() {
  return a_run()
      .with_unmeasured_phase("warm-up")
      .with_phase("steady")
      .with_closed_phase("users", 5)
      .with_step("buy/login")
      .with_step("buy/pay")
      .with_step("ask/question");
}

TEST(Expand, ALimitAndAToleranceOfOneRuleAreTwoQuestions) {
  Rule both = latency_rule();
  both.at_most = 4e8;
  both.step = "buy/pay";
  EXPECT_THAT(
      keys_of(two_steps().with_rule(both).build()),
      ElementsAre("latency.p95 buy/pay [steady] increase", "latency.p95 buy/pay [steady] limit"));
}

TEST(Expand, WithoutPatternsARuleMeansEveryStepInEveryMeasuredConstantPhase) {
  EXPECT_THAT(keys_of(two_steps().with_rule(latency_rule()).build()),
              ElementsAre("latency.p95 ask/question [steady] increase",
                          "latency.p95 buy/login [steady] increase",
                          "latency.p95 buy/pay [steady] increase"));
}

TEST(Expand, PatternsChooseStepsAndMeasuredPhases) {
  Rule named = latency_rule();
  named.step = "buy/*";
  named.phase = "*";
  EXPECT_THAT(
      keys_of(two_steps().with_rule(named).build()),
      ElementsAre("latency.p95 buy/login [steady] increase",
                  "latency.p95 buy/login [users] increase", "latency.p95 buy/pay [steady] increase",
                  "latency.p95 buy/pay [users] increase"));
}

TEST(Expand, ARateHasNoStatisticInItsKeyAndKeepsItsClass) {
  Rule timeouts = rule("error_rate.timeout", Statistic::value);
  timeouts.at_most = 0.01;
  timeouts.step = "buy/pay";
  EXPECT_THAT(keys_of(two_steps().with_rule(timeouts).build()),
              ElementsAre("error_rate.timeout buy/pay [steady] limit"));
}

TEST(Expand, WhereMoreIsBetterTheKeySaysDecrease) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.max_decrease = 0.05;
  throughput.step = "buy/pay";
  EXPECT_THAT(keys_of(two_steps().with_rule(throughput).build()),
              ElementsAre("throughput buy/pay [steady] decrease"));
}

TEST(Expand, AWholeFlowIsNamedByItsScenario) {
  Rule flow = rule("iteration", Statistic::p95);
  flow.max_increase = 0.1;
  EXPECT_THAT(
      keys_of(two_steps().with_rule(flow).build()),
      ElementsAre("iteration.p95 ask [steady] increase", "iteration.p95 buy [steady] increase"));
  flow.step = "buy/*";
  EXPECT_THAT(keys_of(two_steps().with_rule(flow).build()),
              ElementsAre("iteration.p95 buy [steady] increase"));
}

TEST(Expand, TheGuardTakesEveryMeasuredPhaseWhereNoneIsConstant) {
  const RunBuilder run = a_run().with_closed_phase("users", 5).with_step("buy/pay");
  Rule errors = guard();
  errors.max_increase = std::nullopt;
  EXPECT_THAT(keys_of(RunBuilder(run).with_rule(errors).build()),
              ElementsAre("error_rate buy/pay [users] limit"));
  EXPECT_THAT(keys_of(RunBuilder(run).with_rule(latency_rule()).build()), IsEmpty());
}

TEST(Expand, ARuleThatIsOffAsksNothing) {
  Rule off = latency_rule();
  off.severity = Severity::off;
  EXPECT_THAT(keys_of(two_steps().with_rule(off).build()), IsEmpty());
}

TEST(Expand, EqualKeysAreToldApartByTheirContentNotByTheirOrder) {
  Rule strict = latency_rule(0.05);
  Rule loose = latency_rule(0.20);
  strict.step = loose.step = "buy/pay";
  loose.severity = Severity::warn;
  const auto tolerances = [](const loadgate::Run& run) {
    std::vector<std::pair<std::string, double>> result;
    for (const Question& question : expand_rules(run)) {
      result.emplace_back(question.key, *question.rule->max_increase);
    }
    return result;
  };
  const auto expected = ElementsAre(std::pair("latency.p95 buy/pay [steady] increase", 0.05),
                                    std::pair("latency.p95 buy/pay [steady] increase 2", 0.20));
  EXPECT_THAT(tolerances(two_steps().with_rule(strict).with_rule(loose).build()), expected);
  EXPECT_THAT(tolerances(two_steps().with_rule(loose).with_rule(strict).build()), expected);
}

}  // namespace
}  // namespace loadgate
