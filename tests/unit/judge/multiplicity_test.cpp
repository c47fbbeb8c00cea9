// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "stats/prediction.h"
#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// Six steps, each with its rule; all but the last are as the pool.
struct ManySteps {
  static constexpr int count = 6;

  static std::string step(int index) { return "buy/s" + std::to_string(index); }
  static std::string key(int index) { return "latency.p95 " + step(index) + " [steady] increase"; }

  static RunBuilder run(double middle, double last) {
    RunBuilder builder = a_run();
    for (int i = 0; i < count; ++i) {
      builder.with_spread(step(i), steady, 200, i + 1 == count ? last : middle);
    }
    return builder;
  }
  static Baseline pool() {
    std::vector<RunBuilder> runs;
    for (const double middle : quiet_middles) {
      runs.push_back(run(middle, middle));
    }
    return pool_of(runs);
  }
  static Judgement judged(Multiplicity multiplicity, double last) {
    RunBuilder builder = run(100, last);
    builder.with_rule(latency_rule(0.05)).with_rule(guard());
    builder.with([=](auto& run) { run.gate.multiplicity = multiplicity; });
    return judge_one(builder, pool());
  }
};

std::string last_state(Multiplicity multiplicity, double last) {
  return state_of(ManySteps::judged(multiplicity, last), ManySteps::key(ManySteps::count - 1));
}

TEST(Multiplicity, HolmProtectsAgainstAnAlarmOfNoChangeAndStrictAgainstOneOfTheTolerance) {
  // +17 % where 5 % are allowed: its own bound proves more than 5 %, and 17 % is far from none.
  EXPECT_EQ(last_state(Multiplicity::none, 117), "fail");
  EXPECT_EQ(last_state(Multiplicity::holm, 117), "fail");
  EXPECT_EQ(last_state(Multiplicity::strict, 117), "inconclusive");
  EXPECT_EQ(last_state(Multiplicity::strict, 130), "fail");
}

TEST(Multiplicity, WithoutACorrectionEachRuleStandsForItself) {
  // Beyond 0.1 % by its own bound, and no more than one rule of twelve can be sure of.
  const auto state = [](Multiplicity multiplicity) {
    RunBuilder builder = ManySteps::run(100, 111);
    builder.with_rule(latency_rule(0.001)).with_rule(guard());
    builder.with([=](auto& run) { run.gate.multiplicity = multiplicity; });
    return state_of(judge_one(builder, ManySteps::pool()), ManySteps::key(5));
  };
  EXPECT_EQ(state(Multiplicity::none), "fail");
  EXPECT_EQ(state(Multiplicity::holm), "inconclusive");
}

TEST(Multiplicity, WhatCouldBeSeenFollowsIt) {
  const auto seen = [](Multiplicity multiplicity) {
    return *finding_of(ManySteps::judged(multiplicity, 100), ManySteps::key(0)).sees;
  };
  EXPECT_LT(seen(Multiplicity::none), seen(Multiplicity::strict));
  EXPECT_LE(seen(Multiplicity::none), seen(Multiplicity::holm));
  // Strict: δ + (t at α/R + t at 0.8)·SE, of R = 12 comparisons, the guards included.
  std::vector<double> pool;
  for (const double middle : quiet_middles) {
    pool.push_back(std::log(1.45 * middle));
  }
  const PoolComparison comparison =
      compare_with_pool(pool, std::vector<double>{std::log(145.0)}, 5);
  const double log = smallest_change_seen(comparison, std::log(1.05), 0.05 / 12, 1);
  EXPECT_NEAR(seen(Multiplicity::strict), std::expm1(log), 1e-9);
}

}  // namespace
}  // namespace loadgate
