// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/integers.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// Everything that decides about one flow, to compare plans with.
std::vector<std::tuple<std::uint64_t, std::size_t, std::int64_t>> flows_of(const Plan& plan,
                                                                           std::size_t phase) {
  std::vector<std::tuple<std::uint64_t, std::size_t, std::int64_t>> flows;
  for (const Arrival& arrival : arrivals_of(plan, phase)) {
    flows.emplace_back(arrival.sequence, arrival.scenario, arrival.intended.count());
  }
  return flows;
}

Spec poisson_spec() {
  Spec spec = shop_spec();
  spec.load.arrivals = Arrivals::poisson;
  spec.load.phases = {ramp_phase("ramp", per_second(20), per_second(200), seconds(30)),
                      open_phase("load", per_second(100), seconds(30))};
  return spec;
}

TEST(Arrivals, APlanMadeTwiceIsTheSame) {
  const Plan first = plan_of(poisson_spec());
  const Plan second = plan_of(poisson_spec());
  EXPECT_EQ(flows_of(first, 0), flows_of(second, 0));
  EXPECT_EQ(flows_of(first, 1), flows_of(second, 1));
  EXPECT_EQ(first.digest.total, second.digest.total);
  EXPECT_EQ(describe_plan(first), describe_plan(second));
}

TEST(Arrivals, AnotherSeedGivesOtherMomentsAndScenarios) {
  Spec spec = poisson_spec();
  const Plan first = plan_of(spec);
  spec.load.seed = 2;
  const Plan second = plan_of(spec);
  EXPECT_NE(flows_of(first, 1), flows_of(second, 1));
  EXPECT_NE(first.digest.total, second.digest.total);
  EXPECT_NE(first.digest.load.digest, second.digest.load.digest);
  EXPECT_EQ(first.digest.steps[0].digest, second.digest.steps[0].digest);
}

TEST(Arrivals, PoissonPhasesCountWhatTheySendAndStayInside) {
  const Plan plan = plan_of(poisson_spec());
  for (std::size_t phase = 0; phase < 2; ++phase) {
    const auto arrivals = arrivals_of(plan, phase);
    EXPECT_EQ(arrivals.size(), plan.phases[phase].arrivals);
    EXPECT_NEAR(static_cast<double>(arrivals.size()), phase == 0 ? 3300 : 3000, 250);
    for (std::size_t i = 1; i < arrivals.size(); ++i) {
      ASSERT_GE(arrivals[i].intended, arrivals[i - 1].intended);
    }
    EXPECT_LT(arrivals.back().intended, seconds(30));
  }
  // A ramp from 20/s to 200/s starts 1,700 of its 3,300 flows in the last 10 of its 30 seconds.
  const auto ramp = arrivals_of(plan, 0);
  const auto late = std::ranges::count_if(
      ramp, [](const Arrival& arrival) { return arrival.intended >= seconds(20); });
  EXPECT_NEAR(static_cast<double>(late) / static_cast<double>(ramp.size()), 1700.0 / 3300, 0.04);
}

TEST(Arrivals, ScenariosAreDrawnByWeight) {
  Spec spec = shop_spec();
  spec.load.phases = {open_phase("load", per_second(1000), seconds(10))};
  const Plan plan = plan_of(spec);
  std::map<std::size_t, int> counts;
  for (const Arrival& arrival : arrivals_of(plan, 0)) {
    ++counts[arrival.scenario];
  }
  EXPECT_NEAR(counts[0], 8000, 200);  // standard error 40
  EXPECT_EQ(counts[0] + counts[1], 10'000);
}

TEST(Arrivals, MoreConcurrencyLeavesEveryRequestAsItWas) {
  Spec few = shop_spec();
  few.load.phases = {iterations_phase("fixed", 1000, 10)};
  Spec many = shop_spec();
  many.load.phases = {iterations_phase("fixed", 1000, 50)};
  many.load.max_in_flight = 5000;
  const Plan first = plan_of(few);
  const Plan second = plan_of(many);
  for (std::uint32_t user = 0; user < 10; ++user) {
    for (std::uint32_t iteration = 0; iteration < 20; ++iteration) {
      EXPECT_EQ(scenario_of(first, user, iteration), scenario_of(second, user, iteration));
    }
  }
  Spec capped = poisson_spec();
  capped.load.max_in_flight = 1;
  EXPECT_EQ(flows_of(plan_of(capped), 1), flows_of(plan_of(poisson_spec()), 1));
}

TEST(Arrivals, EveryStartIsInsideItsPhaseForOddRates) {
  for (std::int64_t numerator = 1; numerator < 60; numerator += 7) {
    for (std::int64_t denominator = 1; denominator < 8; ++denominator) {
      Spec spec = small_spec();
      const Nanoseconds duration{123'456'789'013};
      spec.load.phases = {open_phase("load", per_second(numerator, denominator), duration)};
      const Plan plan = plan_of(spec);
      const auto arrivals = arrivals_of(plan, 0);
      const auto wanted = static_cast<std::uint64_t>(
          static_cast<Int128>(numerator) * duration.count() / (denominator * 1'000'000'000));
      ASSERT_EQ(arrivals.size(), wanted);
      ASSERT_EQ(plan.phases[0].arrivals, wanted);
      ASSERT_GT(arrivals.front().intended.count(), 0);
      ASSERT_LT(arrivals.back().intended, duration);
    }
  }
}

TEST(PlannedRequests, CountTheFlowsOfEachStep) {
  Spec spec = shop_spec();
  spec.load.phases = {open_phase("load", per_second(100), seconds(10)),
                      closed_phase("users", 5, seconds(10)), iterations_phase("fixed", 500, 7)};
  const Plan plan = plan_of(spec);
  const auto requests = planned_requests(plan);
  ASSERT_EQ(requests.size(), 3U);
  std::uint64_t buys = 0;
  for (const Arrival& arrival : arrivals_of(plan, 0)) {
    buys += arrival.scenario == 0 ? 1U : 0U;
  }
  EXPECT_THAT(requests[0], ::testing::ElementsAre(buys, buys, 1000 - buys));
  EXPECT_THAT(requests[1], ::testing::ElementsAre(0, 0, 0));
  EXPECT_EQ(requests[2][0] + requests[2][2], 500U);
  std::uint64_t fixed_buys = 0;
  for (std::uint32_t ordinal = 0; ordinal < 500; ++ordinal) {
    fixed_buys += scenario_of(plan, ordinal % 7, ordinal / 7) == 0 ? 1U : 0U;
  }
  EXPECT_EQ(requests[2][0], fixed_buys);
}

}  // namespace
}  // namespace loadgate
