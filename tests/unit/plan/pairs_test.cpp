// SPDX-License-Identifier: Apache-2.0
#include "plan/pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/make_plan.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;
using ::testing::Not;

Spec spec_beside_an_old_build(std::vector<Phase> phases) {
  Spec spec = small_spec();
  spec.target.against = text(std::string("http://127.0.0.1:8081"));
  spec.load.phases = std::move(phases);
  return spec;
}

TEST(Windows, follow_each_other_and_are_the_whole_phase) {
  const Plan plan = make_plan(spec_beside_an_old_build(
                                  {open_phase("open", per_second(7), Nanoseconds{1'000'000'001}),
                                   iterations_phase("fixed", 61, 3)}))
                        .value();
  for (const std::size_t phase : {0U, 1U}) {
    Nanoseconds time{0};
    std::uint64_t flows = 0;
    for (std::uint32_t index = 0; index < planned_windows; ++index) {
      const Window window = window_of(plan, phase, index, planned_windows);
      EXPECT_EQ(window.from, time);
      EXPECT_EQ(window.first, flows);
      time = window.to;
      flows = window.last;
    }
    EXPECT_EQ(time, plan.phases[phase].duration);
    EXPECT_EQ(flows, phase == 0 ? 0U : 61U);
  }
}

TEST(Windows, have_a_fair_coin_of_seed_salt_phase_and_pair) {
  const Plan plan = make_plan(small_spec()).value();
  int base_first = 0;
  int changes = 0;
  for (std::uint64_t salt = 0; salt < 100; ++salt) {
    for (std::uint32_t pair = 0; pair < 100; ++pair) {
      const bool is_first = base_goes_first(plan, salt, 0, pair);
      base_first += is_first ? 1 : 0;
      changes += is_first != base_goes_first(plan, salt, 0, pair + 1) ? 1 : 0;
    }
  }
  // 10,000 tosses: five standard deviations are 250.
  EXPECT_NEAR(base_first, 5000, 250);
  EXPECT_NEAR(changes, 5000, 250);
}

TEST(Looks, go_on_with_flows_that_no_look_had) {
  const Plan plan =
      make_plan(spec_beside_an_old_build({open_phase("open", per_second(100), seconds(25)),
                                          iterations_phase("fixed", 50, 3),
                                          closed_phase("users", 4, seconds(5))}))
          .value();
  Looks looks(plan);
  const std::vector<std::size_t> all{0, 1, 2};
  const Plan first = looks.next(all).value();
  EXPECT_EQ(first.phases[0].first_sequence, 2550U);
  EXPECT_EQ(first.phases[0].arrivals, 1300U);
  EXPECT_EQ(first.phases[0].duration, seconds(13));
  EXPECT_EQ(first.phases[1].first_sequence + first.phases[1].continues_at, 3850U);
  EXPECT_EQ(window_of(first, 1, 0, look_windows).first, 50U);
  EXPECT_EQ(window_of(first, 1, look_windows - 1, look_windows).last, 76U);
  EXPECT_EQ(first.phases[2].duration, milliseconds(2600));
  EXPECT_EQ(looks.windows_before(0), 25U);
  EXPECT_EQ(first.digest.total, plan.digest.total);
  const std::vector<std::size_t> one{1};
  const Plan second = looks.next(one).value();
  EXPECT_EQ(second.phases[0].arrivals, 0U);
  EXPECT_EQ(second.phases[1].first_sequence + second.phases[1].continues_at, 3876U);
  EXPECT_EQ(looks.windows_before(0), 38U);
  EXPECT_EQ(looks.windows_before(1), 38U);
}

TEST(Looks, have_random_arrivals_of_their_own) {
  Spec spec = spec_beside_an_old_build({open_phase("open", per_second(100), seconds(25))});
  spec.load.arrivals = Arrivals::poisson;
  const Plan plan = make_plan(spec).value();
  Looks looks(plan);
  const Plan look = looks.next(std::vector<std::size_t>{0}).value();
  ArrivalSequence planned(plan, 0);
  ArrivalSequence again(look, 0);
  std::uint64_t arrivals = 0;
  while (const auto arrival = again.next()) {
    EXPECT_NE(arrival->intended, planned.next()->intended);
    ++arrivals;
  }
  EXPECT_EQ(arrivals, look.phases[0].arrivals);
  EXPECT_NEAR(static_cast<double>(arrivals), 1300, 180);
}

TEST(Pairs, are_told_with_what_they_can_decide) {
  Spec spec = spec_beside_an_old_build({open_phase("warm-up", per_second(10), seconds(5)),
                                        open_phase("load", per_second(60), seconds(25)),
                                        open_phase("rare", per_second(30), seconds(25)),
                                        closed_phase("users", 4, seconds(5)),
                                        iterations_phase("few", 500, 3)});
  spec.load.phases[0].measure = false;
  EXPECT_EQ(pair_lines(make_plan(spec).value()),
            "paired: all of it is offered to both builds in turn: 120s, and the drains of 202 "
            "slices\n"
            "  24 pairs in each measured phase, and one that is dropped; 12 more in up to 2 looks\n"
            "  requests in each slice  load                        rare                    few\n"
            "  main/GET /api/items       60  30, 12 pairs of neighbours  20, too few to decide\n");
  spec.target.against = {};
  EXPECT_EQ(pair_lines(make_plan(spec).value()), "");
}

TEST(Pairs, leave_no_request_to_a_whole_address) {
  Spec spec = spec_beside_an_old_build({open_phase("load", per_second(60), seconds(25))});
  spec.scenarios[0].steps[0].path = text(std::string("http://127.0.0.1:8080/item"));
  const auto plan = make_plan(spec);
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message,
              HasSubstr("a request to a whole address would never reach the old build of "
                        "'against'"));
  spec.target.against = {};
  EXPECT_TRUE(make_plan(spec));
}

}  // namespace
}  // namespace loadgate
