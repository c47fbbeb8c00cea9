// SPDX-License-Identifier: Apache-2.0
#include "judge/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "judge/pair_noise.h"
#include "stats/power.h"
#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// Runs of one service whose middles are these, ms.
Calibration calibration_of(const std::vector<double>& middles, const std::vector<Rule>& rules,
                           std::size_t requests = 100) {
  std::vector<Run> runs;
  for (const double middle : middles) {
    RunBuilder builder = run_of(middle, requests);
    for (const Rule& each : rules) {
      builder.with_rule(each);
    }
    runs.push_back(builder.build());
    runs.back().provenance.started_at.nanoseconds += static_cast<std::int64_t>(runs.size());
  }
  return calibrate(std::move(runs));
}

const CalibratedRule& rule_in(const Calibration& calibration, const std::string& key) {
  const auto found = std::ranges::find(calibration.rules, key, &CalibratedRule::key);
  EXPECT_NE(found, calibration.rules.end()) << key;
  return *found;
}

TEST(Calibration, ShowsTheSpreadBetweenRuns) {
  const Calibration calibration = calibration_of({100, 110, 121}, {latency_rule(), guard()});
  const CalibratedRule& rule = rule_in(calibration, p95_increase);
  EXPECT_NEAR(*rule.spread, std::log(1.1), 1e-9);  // of 0, ln 1.1, 2 ln 1.1
  EXPECT_NEAR(rule.figure, 110 * 1.45 * one_millisecond, 1);
  EXPECT_EQ(rule.tolerance, 0.1);
  EXPECT_EQ(calibration.runs.size(), 3U);
  EXPECT_EQ(calibration.runs[0].trust, Trust::trusted);
  EXPECT_EQ(calibration.pool, 10U);
}

TEST(Calibration, QuietRunsRaiseNoAlarm) {
  const Calibration calibration = calibration_of({100, 101, 99, 100, 102}, {latency_rule()});
  EXPECT_EQ(calibration.against_pool.fired, 0U);
  EXPECT_EQ(calibration.against_pool.compared, 5U);
  EXPECT_EQ(calibration.against_one.fired, 0U);
  EXPECT_EQ(calibration.against_one.compared, 20U);
}

TEST(Calibration, ARunThatStandsApartIsAnAlarm) {
  const Calibration calibration = calibration_of({100, 101, 99, 100, 200}, {latency_rule()});
  const CalibratedRule& rule = rule_in(calibration, p95_increase);
  EXPECT_EQ(calibration.against_pool.fired, 1U);
  EXPECT_EQ(rule.against_pool.fired, 1U);
  EXPECT_EQ(rule.against_one.fired, 4U);  // the slow one against each of the others
  EXPECT_EQ(rule.against_one.compared, 20U);
}

/// Waivers and a second job's word keep a gate from failing, not a rule from being wrong.
TEST(Calibration, NothingHidesAnAlarm) {
  std::vector<loadgate::Run> runs;
  for (const double middle : {100.0, 101.0, 99.0, 100.0, 200.0}) {
    runs.push_back(run_of(middle, 100).with_rule(latency_rule()).build());
    runs.back().gate.jobs = 2;
    runs.back().waivers.push_back({.rule = "latency.p95 buy/pay [steady]",
                                   .max_increase = std::nullopt,
                                   .max_decrease = std::nullopt,
                                   .reason = "known",
                                   .owner = "me",
                                   .expires = "2999-12-31",
                                   .where = {1, 1}});
  }
  EXPECT_EQ(calibrate(std::move(runs)).against_pool.fired, 1U);
}

TEST(Calibration, SuggestsWhatAPoolWouldSee) {
  const Calibration narrow = calibration_of({100, 100, 100}, {latency_rule()});
  const Calibration wide = calibration_of({100, 120, 90, 110}, {latency_rule()});
  const CalibratedRule& quiet = rule_in(narrow, p95_increase);
  // s* = 0.04, K = 10: (t_.95,9 + t_.8,9)·0.04·√1.1 = (1.833 + 0.883)·0.04195 = 0.1139
  EXPECT_NEAR(*quiet.suggested, 0.13, 1e-9);
  EXPECT_NEAR(*quiet.sees, 1.1 * std::exp(0.11396) - 1, 1e-3);
  EXPECT_GT(*rule_in(wide, p95_increase).suggested, 0.3);
  const double in_steps = *rule_in(wide, p95_increase).suggested / 0.05;
  EXPECT_NEAR(in_steps, std::round(in_steps), 1e-9);
}

TEST(Calibration, SharesHaveNoSpread) {
  const Calibration calibration = calibration_of({100, 100, 100}, {guard()});
  const CalibratedRule& rule = rule_in(calibration, "error_rate buy/pay [steady] increase");
  EXPECT_FALSE(rule.spread || rule.suggested || rule.pairs);
  EXPECT_EQ(rule.figure, 0);
  EXPECT_EQ(rule.against_pool.compared, 3U);
}

TEST(Calibration, TheOrderOfRunsChangesNothing) {
  const Calibration one = calibration_of({100, 101, 99, 130, 104}, {latency_rule()});
  const Calibration other = calibration_of({104, 130, 101, 100, 99}, {latency_rule()});
  EXPECT_EQ(one.against_pool.fired, other.against_pool.fired);
  EXPECT_EQ(one.against_one.fired, other.against_one.fired);
  EXPECT_NEAR(*one.rules[0].spread, *other.rules[0].spread, 1e-12);
}

TEST(PairNoise, OfFewRequestsIsAssumed) {
  const Calibration calibration = calibration_of({100, 100, 100}, {latency_rule()}, 700);
  const PairsNeeded& pairs = *rule_in(calibration, p95_increase).pairs;
  EXPECT_TRUE(pairs.is_assumed);
  EXPECT_EQ(pairs.requests, 60U);
}

TEST(PairNoise, OfManyIsWhatSuccessiveWindowsDifferBy) {
  const Calibration calibration = calibration_of({100, 100, 100}, {latency_rule()}, 2500);
  const PairsNeeded& pairs = *rule_in(calibration, p95_increase).pairs;
  EXPECT_FALSE(pairs.is_assumed);
  EXPECT_EQ(pairs.requests, 100U);
  EXPECT_EQ(pairs.slices, 24U);  // the builder's requests are alike in every window
  EXPECT_NEAR(*pairs.sees, 0.1, 0.02);
}

TEST(SlicesNeeded, MoreNoiseNeedsMore) {
  const double tolerance = std::log1p(0.05);
  const SlicesSeen quiet = slices_needed(0.001, tolerance, 0.05, 1);
  EXPECT_EQ(quiet.slices, 24U);
  EXPECT_LE(*quiet.sees, 0.1);
  const SlicesSeen noisy = slices_needed(0.015, tolerance, 0.05, 1);
  EXPECT_GT(noisy.slices, 24U);
  EXPECT_TRUE(noisy.sees);
  const SlicesSeen hopeless = slices_needed(1, tolerance, 0.05, 1);
  EXPECT_EQ(hopeless.slices, 96U);
  EXPECT_FALSE(hopeless.sees);
}

}  // namespace
}  // namespace loadgate
