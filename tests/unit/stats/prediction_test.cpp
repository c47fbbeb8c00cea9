// SPDX-License-Identifier: Apache-2.0
#include "stats/prediction.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "unit/stats/exactness.h"

namespace loadgate {
namespace {

// Reference values: the formulas of docs/statistics.md in Python with scipy 1.17.1's t.
using testing::exactness;
constexpr double alpha = 0.05;

std::vector<double> logs(std::vector<double> values) {
  for (double& value : values) {
    value = std::log(value);
  }
  return values;
}

const std::vector<double> ten_runs = logs({200, 212, 190, 220, 205, 198, 215, 208, 230, 185});

TEST(Prediction, TenRunsGiveAPooledPredictionBound) {
  const PoolComparison result = compare_with_pool(ten_runs, logs({250}), 5);
  EXPECT_TRUE(result.is_quantified);
  EXPECT_EQ(result.degrees, 9);
  EXPECT_NEAR(result.estimate, 0.19411656672261302, exactness);
  EXPECT_NEAR(result.standard_error, 0.06972394050661221, exactness);
  EXPECT_NEAR(lower_bound(result, alpha), 0.06630470966418811, exactness);
  EXPECT_NEAR(upper_bound(result, alpha), 0.3219284237810379, exactness);
  EXPECT_NEAR(p_of_no_increase(result), 0.010629377916837183, exactness);
}

TEST(Prediction, ASecondJobNarrowsTheBound) {
  const PoolComparison result = compare_with_pool(ten_runs, logs({250, 236}), 5);
  EXPECT_EQ(result.degrees, 10);
  EXPECT_NEAR(lower_bound(result, alpha), 0.07493028176819788, exactness);
  EXPECT_NEAR(upper_bound(result, alpha), 0.25567373884039174, exactness);
  EXPECT_NEAR(p_of_no_increase(result), 0.0039050070237127937, exactness);
}

TEST(Prediction, TooFewRunsLeanOnTheAssumedSpread) {
  const auto three = std::span(ten_runs).first(3);
  const PoolComparison result = compare_with_pool(three, logs({250}), 5);
  EXPECT_FALSE(result.is_quantified);
  EXPECT_EQ(result.degrees, 6);
  EXPECT_NEAR(result.standard_error, 0.10111604771426222, exactness);
  EXPECT_NEAR(lower_bound(result, alpha), 0.02433163677340275, exactness);

  const PoolComparison one = compare_with_pool(std::span(ten_runs).first(1), logs({250}), 5);
  EXPECT_EQ(one.degrees, 4);
  EXPECT_NEAR(one.standard_error, 0.14142135623730953, exactness);
  EXPECT_NEAR(lower_bound(one, alpha), -0.07834511249825488, exactness);
}

TEST(Prediction, ALuckilyNarrowPoolIsNotBelieved) {
  const auto narrow = logs({200, 200.5, 199.5, 200.2, 199.9, 200.1, 200.3, 199.7});
  const PoolComparison result = compare_with_pool(narrow, logs({210}), 5);
  EXPECT_NEAR(result.standard_error, 0.04242640687119285, exactness);
  EXPECT_NEAR(lower_bound(result, alpha), -0.031713842368447195, exactness);
}

TEST(Prediction, ASmallestRunNumberOfZeroStillNeedsTwoRunsForASpread) {
  EXPECT_FALSE(compare_with_pool(std::span(ten_runs).first(1), logs({250}), 0).is_quantified);
  EXPECT_TRUE(compare_with_pool(std::span(ten_runs).first(2), logs({250}), 0).is_quantified);
}

TEST(Prediction, TheSmallestChangeSeenObeysToleranceAndHolm) {
  const double tolerance = std::log(1.1);
  const PoolComparison ten = compare_with_pool(ten_runs, logs({250}), 5);
  EXPECT_NEAR(std::expm1(smallest_change_seen(ten, tolerance, alpha, 1)), 0.3293850076343665,
              exactness);
  const PoolComparison three = compare_with_pool(std::span(ten_runs).first(3), logs({250}), 5);
  EXPECT_NEAR(std::expm1(smallest_change_seen(three, tolerance, alpha, 1)), 0.4672325778438504,
              exactness);
  EXPECT_NEAR(std::expm1(smallest_change_seen(three, tolerance, alpha, 6)), 0.5280548842666082,
              exactness);
}

TEST(Prediction, TheDesignsOwnFiguresComeOut) {
  const PoolComparison design{
      .estimate = 0, .standard_error = 0.064 * std::sqrt(1.1), .degrees = 9, .is_quantified = true};
  EXPECT_NEAR(std::expm1(smallest_change_seen(design, std::log(1.10), alpha, 1)), 0.32, 0.001);
  EXPECT_NEAR(std::expm1(smallest_change_seen(design, std::log(1.05), alpha, 1)), 0.26, 0.001);
}

TEST(Prediction, TheDocumentedNumbersOfATenPercentRuleComeOut) {
  struct Row {
    std::size_t runs;
    double fails_from;
    double finds;
  };
  for (const Row& row : {Row{1, 0.49, 0.70}, Row{2, 0.38, 0.53}, Row{5, 0.21, 0.26},
                         Row{8, 0.19, 0.24}, Row{10, 0.19, 0.23}}) {
    // A scatter of 4 %: the deviation of two values is their difference by the root of 2.
    std::vector<double> pool(row.runs, 0.0);
    pool.back() = row.runs == 2 ? 0.04 * std::sqrt(2.0) : 0.0;
    const double mean = pool.back() / static_cast<double>(row.runs);
    const std::vector<double> unchanged{mean};
    const PoolComparison comparison = compare_with_pool(pool, unchanged, 5);
    const double allowed = std::log(1.10);
    EXPECT_NEAR(std::expm1(allowed - lower_bound(comparison, alpha)), row.fails_from, 0.005);
    EXPECT_NEAR(std::expm1(smallest_change_seen(comparison, allowed, alpha, 1)), row.finds, 0.005);
  }
}

TEST(Prediction, AnUnseenMachineAlarmsLessOftenWithMoreRuns) {
  EXPECT_NEAR(unseen_machine_alarm(5), 0.067, 0.0005);
  EXPECT_NEAR(unseen_machine_alarm(8), 0.043, 0.0005);
}

TEST(Prediction, AQuantileNeedsItsLeastSamples) {
  EXPECT_EQ(least_samples(0.5), 5U);
  EXPECT_EQ(least_samples(0.75), 11U);
  EXPECT_EQ(least_samples(0.9), 29U);
  EXPECT_EQ(least_samples(0.95), 59U);
  EXPECT_EQ(least_samples(0.99), 299U);
  EXPECT_EQ(least_samples(0.999), 2995U);
  EXPECT_EQ(least_samples(0), 1U);
  EXPECT_EQ(least_samples(1), 1U);
}

}  // namespace
}  // namespace loadgate
