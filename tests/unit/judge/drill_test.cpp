// SPDX-License-Identifier: Apache-2.0
#include "judge/drill.h"

#include <gmock/gmock.h>

#include "plan/make_plan.h"
#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string cart = "buy/cart";
const std::string spike_phase = "spike";

Step named(const std::string& name) {
  Step result = step("GET", "/" + name);
  result.name = name;
  return result;
}

/// Two steps of one flow.
Plan drill_plan() {
  Spec spec = small_spec();
  spec.scenarios = {scenario("buy", {named("cart"), named("pay")})};
  auto plan = make_plan(std::move(spec));
  EXPECT_TRUE(plan) << plan.error().message;
  return std::move(plan).value();
}

RunBuilder flows_with(const std::vector<Rule>& rules, double pay_ms = 20) {
  RunBuilder builder =
      a_run().with_spread(cart, steady, 200, 20).with_spread(pay, steady, 200, pay_ms);
  for (const Rule& each : rules) {
    builder.with_rule(each);
  }
  return builder;
}

Rule at_step(Rule rule, const std::string& step) {
  rule.step = step;
  return rule;
}

Rule flow_rule() {
  Rule result = rule("iteration", Statistic::p95);
  result.max_increase = 0.1;
  return result;
}

DrillPlan planned_for(const RunBuilder& builder) {
  const Run run = builder.build();
  return plan_drills(drill_plan(), run, judge({run}, pool_of({builder})));
}

TEST(Drills, OneForEachRuleAndStep) {
  const DrillPlan plan = planned_for(flows_with({latency_rule(), guard()}));
  ASSERT_EQ(plan.drills.size(), 4U);
  EXPECT_THAT(plan.drills[0].keys, ElementsAre("error_rate buy/cart [steady] increase",
                                               "error_rate buy/cart [steady] limit"));
  EXPECT_EQ(plan.drills[0].injection.step, cart);
  EXPECT_EQ(plan.drills[0].injection.kind, Disturbance::error);
  EXPECT_THAT(plan.drills[2].keys, ElementsAre("latency.p95 buy/cart [steady] increase"));
  EXPECT_THAT(plan.drills[3].keys, ElementsAre(p95_increase));
  EXPECT_EQ(plan.drills[3].injection.kind, Disturbance::slower);
  EXPECT_THAT(plan.untried, IsEmpty());
}

TEST(Drills, RulesThatNeedTheSameInjectionShareTheLargest) {
  Rule median = rule("latency", Statistic::p50);
  median.at_most = 200 * one_millisecond;
  const DrillPlan plan =
      planned_for(flows_with({at_step(latency_rule(), pay), at_step(median, pay)}));
  ASSERT_EQ(plan.drills.size(), 1U);
  EXPECT_THAT(plan.drills[0].keys, ElementsAre("latency.p50 buy/pay [steady] limit", p95_increase));
  EXPECT_EQ(plan.drills[0].injection.delay, milliseconds(250));
}

TEST(Drills, OnlyRulesThatCanFailTheGateAreTried) {
  Rule warns = latency_rule();
  warns.severity = Severity::warn;
  Rule own = rule("schedule_lag", Statistic::p99);
  own.step = pay;
  own.at_most = one_millisecond;
  const DrillPlan plan = planned_for(flows_with({warns, own}));
  EXPECT_THAT(plan.drills, IsEmpty());
  ASSERT_EQ(plan.untried.size(), 1U);
  EXPECT_EQ(plan.untried[0].key, "schedule_lag.p99 buy/pay [steady] limit");
}

TEST(Drills, ARuleOfOnePhaseIsTriedInIt) {
  Rule in_spike = at_step(latency_rule(), pay);
  in_spike.phase = spike_phase;
  RunBuilder builder = flows_with({at_step(latency_rule(), cart), in_spike});
  builder.with_spread(cart, spike_phase, 200, 20).with_spread(pay, spike_phase, 200, 20);
  const DrillPlan plan = planned_for(builder);
  ASSERT_EQ(plan.drills.size(), 2U);
  EXPECT_THAT(plan.drills[0].injection.phases, IsEmpty());  // all that anybody asks about
  EXPECT_THAT(plan.drills[1].injection.phases, ElementsAre(spike_phase));
}

TEST(Drills, AFlowIsSlowedInItsFirstStep) {
  const DrillPlan plan = planned_for(flows_with({flow_rule()}));
  ASSERT_EQ(plan.drills.size(), 1U);
  EXPECT_EQ(plan.drills[0].injection.step, cart);
}

/// The drill of pay's latency, weighed by a run in which pay took so long.
DrillResult weighed(const std::vector<Rule>& rules, double pay_ms, RunBuilder disturbed) {
  const RunBuilder clean = flows_with(rules);
  const DrillPlan plan = planned_for(clean);
  const auto drill = std::ranges::find_if(plan.drills, [](const Drill& each) {
    return std::ranges::find(each.keys, p95_increase) != each.keys.end();
  });
  EXPECT_NE(drill, plan.drills.end());
  disturbed.with_spread(pay, steady, 200, pay_ms);
  return weigh_drill(*drill, drill_plan(), judge_one(disturbed, pool_of({clean})));
}

RunBuilder carts_with(const std::vector<Rule>& rules, double cart_ms) {
  RunBuilder builder = a_run().with_spread(cart, steady, 200, cart_ms);
  for (const Rule& each : rules) {
    builder.with_rule(each);
  }
  return builder;
}

TEST(WeighDrill, TrippedAloneIsProven) {
  const std::vector<Rule> rules{latency_rule(), guard()};
  const DrillResult result = weighed(rules, 200, carts_with(rules, 20));
  EXPECT_THAT(result.tripped, ElementsAre(p95_increase));
  EXPECT_THAT(result.asleep, IsEmpty());
  EXPECT_THAT(result.following, IsEmpty());
  EXPECT_THAT(result.strays, IsEmpty());
}

TEST(WeighDrill, ARuleThatSeesNothingSleeps) {
  const std::vector<Rule> rules{latency_rule(50), guard()};
  const DrillResult result = weighed(rules, 200, carts_with(rules, 20));
  EXPECT_THAT(result.tripped, IsEmpty());
  ASSERT_EQ(result.asleep.size(), 1U);
  EXPECT_EQ(result.asleep[0].key, p95_increase);
  EXPECT_FALSE(result.asleep[0].reason.empty());
}

TEST(WeighDrill, TheWholeFlowFollowsAnotherStepDoesNot) {
  const std::vector<Rule> rules{latency_rule(), flow_rule()};
  const DrillResult followed = weighed(rules, 200, carts_with(rules, 20));
  EXPECT_THAT(followed.following, ElementsAre("iteration.p95 buy [steady] increase"));
  EXPECT_THAT(followed.strays, IsEmpty());
  const DrillResult strayed = weighed(rules, 200, carts_with(rules, 200));
  ASSERT_EQ(strayed.strays.size(), 1U);
  EXPECT_EQ(strayed.strays[0].key, "latency.p95 buy/cart [steady] increase");
}

}  // namespace
}  // namespace loadgate
