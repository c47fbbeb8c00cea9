// SPDX-License-Identifier: Apache-2.0
#include "plan/budget.h"

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// 100 flows of one step in 10 s.
Spec hundred_flows() {
  Spec spec = small_spec();
  spec.load.phases = {open_phase("load", per_second(10), seconds(10))};
  return spec;
}

Poll poll_of(std::int64_t max_requests) {
  return Poll{.until = {.source = CaptureKind::status,
                        .expression = {},
                        .is_equal = true,
                        .value = text("200"),
                        .text = "status == 200"},
              .every = milliseconds(200),
              .max_requests = max_requests};
}

TEST(MostUsed, countsEveryPollRetryAndRedirectToItsLast) {
  Spec spec = hundred_flows();
  EXPECT_EQ(most_used(plan_of(spec)).requests, 100U);
  spec.scenarios[0].steps[0].poll = poll_of(20);
  EXPECT_EQ(most_used(plan_of(spec)).requests, 2000U);
  spec.load.retries = 3;
  EXPECT_EQ(most_used(plan_of(spec)).requests, 8000U);
  spec.scenarios[0].steps[0].retries = 0;
  EXPECT_EQ(most_used(plan_of(spec)).requests, 2000U);
  spec.target.redirects = 2;
  EXPECT_EQ(most_used(plan_of(spec)).requests, 6000U);
  spec.scenarios[0].steps[0].redirects = 0;
  EXPECT_EQ(most_used(plan_of(spec)).requests, 2000U);
  EXPECT_EQ(most_used(plan_of(spec)).time, seconds(10));
  EXPECT_TRUE(most_used(plan_of(spec)).is_whole);
}

TEST(MostUsed, knowsIterationsAndNotHowOftenUsersComeInATime) {
  Spec spec = hundred_flows();
  spec.load.phases = {iterations_phase("fixed", 50, 5), closed_phase("users", 5, seconds(7))};
  const MostUsed most = most_used(plan_of(spec));
  EXPECT_EQ(most.requests, 50U);
  EXPECT_EQ(most.time, seconds(7));
  EXPECT_FALSE(most.is_whole);
}

TEST(Budget, refusesAPlanThatMayUseMore) {
  Spec spec = hundred_flows();
  spec.load.budget = {.requests = 100, .time = seconds(10)};
  EXPECT_TRUE(check_budget(plan_of(spec)));
  spec.load.budget.requests = 99;
  const auto by_requests = check_budget(plan_of(spec));
  ASSERT_FALSE(by_requests);
  EXPECT_EQ(by_requests.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(by_requests.error().message,
            "budget: the load may send 100 requests, and load.budget.requests is 99");
  EXPECT_EQ(by_requests.error().hint,
            "lower rates, durations, retries, polls or redirects, or raise the budget");
  spec.load.budget = {.requests = {}, .time = seconds(9)};
  const auto by_time = check_budget(plan_of(spec));
  ASSERT_FALSE(by_time);
  EXPECT_EQ(by_time.error().message, "budget: the phases take 10s, and load.budget.time is 9s");
}

TEST(Budget, isNoPartOfTheDigest) {
  Spec spec = hundred_flows();
  const std::string before = plan_of(spec).digest.total;
  spec.load.budget = {.requests = 100, .time = seconds(10)};
  spec.load.stop_when = {StopCondition{}};
  EXPECT_EQ(plan_of(spec).digest.total, before) << "it changes nothing that is sent";
}

TEST(Budget, isToldByThePlan) {
  Spec spec = hundred_flows();
  EXPECT_EQ(budget_lines(plan_of(spec)), "");
  spec.load.budget = {.requests = 5000, .time = seconds(60)};
  spec.scenarios[0].steps[0].poll = poll_of(20);
  EXPECT_EQ(
      budget_lines(plan_of(spec)),
      "with polls, retries and redirects: at most 2,000 requests\nbudget: 5,000 requests, 60s\n");
}

}  // namespace
}  // namespace loadgate
