// SPDX-License-Identifier: Apache-2.0
#include "plan/backoff.h"

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

FlowIdentity flow_number(std::uint32_t number) {
  return flow_of(Arrival{.sequence = number, .phase = 0, .scenario = 0, .intended = {}});
}

TEST(Backoff, DoublesWithEachAttemptUpToHalfAMinute) {
  const Plan plan = plan_of(shop_spec());
  std::int64_t whole = 500'000'000;
  for (std::uint32_t attempts = 1; attempts < 40; ++attempts) {
    for (std::uint32_t flow = 0; flow < 20; ++flow) {
      const std::int64_t wait = backoff(plan, flow_number(flow), "buy/pay", attempts).count();
      EXPECT_GE(wait, whole / 2) << attempts;
      EXPECT_LE(wait, whole) << attempts;
    }
    whole = std::min<std::int64_t>(whole * 2, 30'000'000'000);
  }
}

TEST(Backoff, IsDrawnFromTheSeedTheFlowTheStepAndTheAttempt) {
  Spec spec = shop_spec();
  const Plan plan = plan_of(spec);
  spec.load.seed = 2;
  const Plan other = plan_of(spec);
  const Nanoseconds wait = backoff(plan, flow_number(1), "buy/pay", 1);
  EXPECT_EQ(backoff(plan, flow_number(1), "buy/pay", 1), wait);
  EXPECT_NE(backoff(plan, flow_number(2), "buy/pay", 1), wait);
  EXPECT_NE(backoff(plan, flow_number(1), "buy/list", 1), wait);
  EXPECT_NE(backoff(other, flow_number(1), "buy/pay", 1), wait);
}

}  // namespace
}  // namespace loadgate
