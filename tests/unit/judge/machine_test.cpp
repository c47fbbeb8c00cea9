// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using namespace loadgate::testing;

RunBuilder three_steps(double share) {
  return a_run()
      .with_spread("buy/login", steady, 200, 20 * share)
      .with_spread(pay, steady, 200, 100 * share)
      .with_spread("ask/question", steady, 200, 50 * share);
}

Baseline pool_with_canary(std::int64_t canary) {
  std::vector<RunBuilder> runs;
  for (const double middle : quiet_middles) {
    runs.push_back(three_steps(middle / 100));
  }
  Baseline pool = pool_of(runs);
  for (std::size_t i = 0; i < pool.runs.size(); ++i) {
    pool.runs[i].canary_p50 = canary < 0 ? -1 : canary + static_cast<std::int64_t>(i) * 100;
  }
  return pool;
}

std::vector<std::string> warnings_with(double share, std::int64_t canary, const Baseline& pool) {
  RunBuilder builder = three_steps(share).with_rule(latency_rule()).with_rule(guard());
  builder.with([=](auto& run) {
    run.health.canary_before_p50 = canary;
    run.health.canary_after_p50 = canary;
  });
  return judge_one(builder, pool).warnings;
}

TEST(UniformShift, IsTheMachineWhereTheEchoMovedToo) {
  EXPECT_THAT(
      warnings_with(1.2, 27'000, pool_with_canary(20'000)),
      UnorderedElementsAre("every step moved together, by +19.5 % to +19.5 %, and loadgate's echo "
                           "to itself by +32 %: suspect the machine (nothing is subtracted)",
                           HasSubstr("the baseline has not seen a machine like this one")));
}

TEST(UniformShift, IsNotTheMachineWhereTheEchoStoodStill) {
  EXPECT_THAT(warnings_with(1.2, 20'500, pool_with_canary(20'000)),
              ElementsAre(HasSubstr("not the machine, rather what all steps share")));
}

TEST(UniformShift, WithoutAnEchoInTheBaselineItSaysSo) {
  EXPECT_THAT(warnings_with(1.2, 20'500, pool_with_canary(-1)),
              ElementsAre(HasSubstr("the baseline does not know loadgate's echo")));
}

TEST(UniformShift, OneStepAloneOrASmallChangeIsNone) {
  EXPECT_THAT(warnings_with(1.02, 20'500, pool_with_canary(20'000)), IsEmpty());
  RunBuilder one = a_run()
                       .with_spread("buy/login", steady, 200, 20)
                       .with_spread(pay, steady, 200, 130)
                       .with_spread("ask/question", steady, 200, 50);
  one.with_rule(latency_rule()).with_rule(guard());
  EXPECT_THAT(judge_one(one, pool_with_canary(20'000)).warnings,
              Not(Contains(HasSubstr("every step moved"))));
}

TEST(Canary, OneBeyondThePoolIsNamed) {
  EXPECT_THAT(warnings_with(1, 31'000, pool_with_canary(20'000)),
              ElementsAre("the baseline has not seen a machine like this one: loadgate's echo to "
                          "itself took 31.0 µs, in its runs 20.0 µs to 20.9 µs"));
  EXPECT_THAT(warnings_with(1, 12'000, pool_with_canary(20'000)), ::testing::SizeIs(1));
  EXPECT_THAT(warnings_with(1, 24'000, pool_with_canary(20'000)), IsEmpty());
  EXPECT_THAT(warnings_with(1, -1, pool_with_canary(20'000)), IsEmpty());
}

TEST(Stale, ABaselineOlderThanMaxAgeIsTold) {
  constexpr std::int64_t day = 86'400 * testing::one_second;
  const auto warnings = [](std::int64_t age) {
    RunBuilder builder = run_of(100).with_rule(latency_rule()).with_rule(guard());
    builder.with([=](auto& run) {
      run.baseline.max_age = 60 * day;
      run.provenance.ended_at.nanoseconds += age;
    });
    return judge_one(builder, quiet_pool()).warnings;
  };
  EXPECT_THAT(warnings(60 * day), IsEmpty());
  EXPECT_THAT(warnings(75 * day),
              ElementsAre("stale: the newest run of the baseline is 75 days old, and "
                          "baseline.max_age is 60 days; record a new baseline"));
}

TEST(Suggestions, ALimitFarBeyondAllThatWasSeenCouldBeTighter) {
  const auto suggestions = [](double limit, std::size_t pool) {
    return judge_one(run_of(100).with_rule(latency_limit(limit)).with_rule(guard()),
                     quiet_pool(pool))
        .suggestions;
  };
  EXPECT_THAT(suggestions(400, 8),
              ElementsAre("at_most of latency.p95 buy/pay [steady] could be 190 ms instead of "
                          "400 ms: no run was above 152 ms"));
  EXPECT_THAT(suggestions(300, 8), IsEmpty());
  EXPECT_THAT(suggestions(400, 7), IsEmpty());
}

TEST(Suggestions, AFloorIsMirrored) {
  Rule floor = rule("throughput", Statistic::value);
  floor.at_least = 1;
  EXPECT_THAT(judge_one(run_of(100).with_rule(floor).with_rule(guard()), quiet_pool()).suggestions,
              ElementsAre("at_least of throughput buy/pay [steady] could be 5.31/s instead of "
                          "1.00/s: no run was below 6.63/s"));
}

}  // namespace
}  // namespace loadgate
