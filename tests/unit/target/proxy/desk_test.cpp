// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/desk.h"

#include <gtest/gtest.h>

namespace loadgate::proxy {
namespace {

Fault fault_at(const std::string& step, double share = 1) {
  return {.kind = FaultKind::delay,
          .step = step,
          .share = share,
          .delay = Nanoseconds{1},
          .status = 0,
          .text = {},
          .bytes = 0,
          .is_kept_by_flows = false};
}

TEST(ReadTag, HoldsStepPlaceAndFlow) {
  const Tag first = read_tag("3 first 17/0");
  EXPECT_EQ(first.step, "3");
  EXPECT_TRUE(first.is_first);
  EXPECT_EQ(first.flow, "17/0");
  EXPECT_FALSE(read_tag("3 later 17/0").is_first);
  for (const char* none : {"", "3", "3 first", "no-tag"}) {
    EXPECT_EQ(read_tag(none).step, "") << none;
  }
}

TEST(EvenShare, TakesExactlyItsShareOfAnyTenInARow) {
  EvenShare share(0.2);
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    taken += share.take() ? 1 : 0;
    if (i % 10 == 9) {
      EXPECT_EQ(taken, (i + 1) / 5);
    }
  }
  EvenShare all(1);
  EXPECT_TRUE(all.take() && all.take());
  EvenShare none(0);
  EXPECT_FALSE(none.take() || none.take());
}

TEST(Desk, DisturbsItsStepOnceItIsSwitchedOn) {
  Desk desk;
  desk.set_fault(fault_at("2"));
  EXPECT_FALSE(desk.decide(read_tag("2 later 1/1")));
  desk.switch_fault(true);
  EXPECT_TRUE(desk.decide(read_tag("2 later 1/1")));
  EXPECT_FALSE(desk.decide(read_tag("3 later 1/1")));
  EXPECT_FALSE(desk.decide(read_tag("")));  // preflight, setup and teardown bear no tag
  desk.set_fault(std::nullopt);
  desk.switch_fault(true);
  EXPECT_FALSE(desk.decide(read_tag("2 later 1/1")));
}

TEST(Desk, ANewFaultIsSwitchedOffAndCountsAnew) {
  Desk desk;
  desk.set_fault(fault_at("2", 0.5));
  desk.switch_fault(true);
  EXPECT_FALSE(desk.decide(read_tag("2 first 1/1")));
  desk.set_fault(fault_at("2", 0.5));
  EXPECT_FALSE(desk.decide(read_tag("2 first 1/1")));
  desk.switch_fault(true);
  EXPECT_FALSE(desk.decide(read_tag("2 first 2/2")));
  EXPECT_TRUE(desk.decide(read_tag("2 first 3/3")));
}

TEST(Desk, KeepsToFlowsThatBeganInThePhase) {
  Desk desk;
  Fault fault = fault_at("1");
  fault.is_kept_by_flows = true;
  desk.set_fault(fault);
  EXPECT_FALSE(desk.decide(read_tag("0 first 1/1")));  // of the phase before
  desk.switch_fault(true);
  EXPECT_FALSE(desk.decide(read_tag("0 first 2/2")));
  EXPECT_FALSE(desk.decide(read_tag("1 later 1/1")));
  EXPECT_TRUE(desk.decide(read_tag("1 later 2/2")));
  desk.switch_fault(false);
  EXPECT_TRUE(desk.decide(read_tag("1 later 2/2")));  // goes on after its phase has ended
  desk.decide(read_tag("0 first 2/2"));               // a user of the next phase, counted anew
  EXPECT_FALSE(desk.decide(read_tag("1 later 2/2")));
}

}  // namespace
}  // namespace loadgate::proxy
