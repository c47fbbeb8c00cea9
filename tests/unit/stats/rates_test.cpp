// SPDX-License-Identifier: Apache-2.0
#include "stats/rates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "unit/stats/exactness.h"

namespace loadgate {
namespace {

// Reference values: the score with its restricted maximum likelihood found by bisection of the
// likelihood equation in 40 digits (mpmath), tails by scipy 1.17.1.
using testing::exactness;
constexpr RateCount many{30, 1500};
constexpr RateCount few{5, 1500};

constexpr RateRule guard{
    .tolerance = 0.005, .min_delta = 0, .min_extra = 3, .alpha = 0.05, .family_alpha = 0.05};

TEST(FarringtonManning, AgreesWithTheLikelihoodFoundNumerically) {
  EXPECT_NEAR(farrington_manning(many, few, 0.005), 3.1717385105294937, exactness);
  EXPECT_NEAR(farrington_manning(many, few, 0.05), -5.697946492031341, exactness);
  EXPECT_NEAR(farrington_manning(many, few, -0.02), 7.1080438572952875, exactness);
  EXPECT_NEAR(farrington_manning({12, 500}, {40, 5000}, 0.005), 2.054678193275915, exactness);
  EXPECT_NEAR(farrington_manning({12, 500}, {40, 5000}, -0.02), 10.97828796051619, exactness);
  EXPECT_NEAR(farrington_manning({300, 300}, {10, 3000}, 0.05), 52.91443287865921, exactness);
}

TEST(FarringtonManning, HoldsAtTheEdgeOfNoEventAtAll) {
  EXPECT_NEAR(farrington_manning({0, 300}, {3, 2400}, 0.005), -1.3735092314226998, exactness);
  EXPECT_NEAR(farrington_manning({0, 300}, {3, 2400}, -0.02), 6.561133239597798, exactness);
}

TEST(FarringtonManning, IsThePooledTestAtNoDifference) {
  EXPECT_NEAR(farrington_manning(many, few, 0), 4.250639415104984, exactness);
}

TEST(FarringtonManning, NothingAgainstNothingIsNoDifference) {
  EXPECT_EQ(farrington_manning({0, 100}, {0, 100}, 0), 0.0);
  EXPECT_EQ(farrington_manning({100, 100}, {100, 100}, 0), 0.0);
}

TEST(Dispersion, APoolThatJumpsWidensTheTestAndTakesT) {
  const std::vector<RateCount> pool{{2, 1500}, {9, 1500}, {0, 1500}, {14, 1500}, {3, 1500}};
  const Dispersion result = dispersion_of(pool);
  EXPECT_NEAR(result.factor, 5.9687117620067305, exactness);
  EXPECT_EQ(result.degrees, 4.0);
}

TEST(Dispersion, AQuietPoolAEmptyOneAndASingleRunTakeTheNormal) {
  const std::vector<RateCount> quiet{{5, 1500}, {6, 1500}, {4, 1500}, {7, 1500}, {5, 1500}};
  const std::vector<RateCount> clean{{0, 1500}, {0, 1500}, {0, 1500}};
  for (const auto& pool : {quiet, clean, std::vector<RateCount>{{7, 1500}}}) {
    EXPECT_EQ(dispersion_of(pool).factor, 1.0);
    EXPECT_FALSE(dispersion_of(pool).degrees.has_value());
  }
}

TEST(RateComparison, BoundsInvertTheScore) {
  const RateComparison comparison = compare_rates(many, std::vector{few});
  EXPECT_NEAR(lower_difference(comparison, 0.05), 0.01067150836130641, exactness);
  EXPECT_NEAR(upper_difference(comparison, 0.05), 0.0238300715431571, exactness);
}

TEST(RateComparison, ThirtyErrorsAgainstFiveBreakTheGuard) {
  EXPECT_TRUE(is_rate_violated(compare_rates(many, std::vector{few}), guard));
  EXPECT_FALSE(is_rate_violated(compare_rates(few, std::vector{few}), guard));
}

TEST(RateComparison, TwoErrorsMoreAreNeverEnough) {
  const std::vector<RateCount> clean{{0, 20}};
  EXPECT_FALSE(is_rate_violated(compare_rates({2, 20}, clean), guard));
}

TEST(RateComparison, ADispersedPoolForgivesMore) {
  const RateCount candidate{24, 1500};
  const std::vector<RateCount> quiet{{5, 1500}, {6, 1500}, {4, 1500}, {7, 1500}, {5, 1500}};
  const std::vector<RateCount> jumpy{{0, 1500}, {13, 1500}, {0, 1500}, {14, 1500}, {0, 1500}};
  EXPECT_TRUE(is_rate_violated(compare_rates(candidate, quiet), guard));
  EXPECT_FALSE(is_rate_violated(compare_rates(candidate, jumpy), guard));
}

TEST(RateComparison, TheSmallestDifferenceSeenIsTheFirstThatFails) {
  const RateComparison comparison = compare_rates({0, 1500}, std::vector<RateCount>{{0, 12000}});
  const double seen = smallest_difference_seen(comparison, guard).value_or(0);
  const double events = std::round(seen * 1500);
  EXPECT_TRUE(is_rate_violated(compare_rates({events, 1500}, std::vector{comparison.base}), guard));
  EXPECT_FALSE(
      is_rate_violated(compare_rates({events - 1, 1500}, std::vector{comparison.base}), guard));
}

TEST(RateComparison, ThreeRequestsCanShowNothingAgainstABusyBase) {
  EXPECT_FALSE(
      smallest_difference_seen(compare_rates({0, 2}, std::vector<RateCount>{{50, 100}}), guard));
}

}  // namespace
}  // namespace loadgate
