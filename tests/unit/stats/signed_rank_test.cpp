// SPDX-License-Identifier: Apache-2.0
#include "stats/signed_rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "unit/stats/exactness.h"

namespace loadgate {
namespace {

// Reference values: tests/unit/stats/reference_values.py, with scipy 1.17.1 and by laying out every
// assignment of signs.
using testing::exactness;
constexpr double endless = std::numeric_limits<double>::infinity();
const std::vector<double> plain{0.08, -0.02, 0.15, 0.04,  0.11, -0.05,
                                0.07, 0.21,  0.03, -0.09, 0.13, 0.06};
const std::vector<double> tied{0.05,  -0.05, 0.10, 0.0,  0.05,  0.10,
                               -0.10, 0.20,  0.0,  0.15, -0.05, 0.05};

std::vector<double> wide(double precision) {
  std::vector<double> values;
  for (int i = 0; i < 600; ++i) {
    const double value = std::sin(1.7 * i) + 0.1 * (i % 7) - 0.27;
    values.push_back(precision > 0 ? std::round(value * precision) / precision : value);
  }
  return values;
}

TEST(SignedRank, ExactWithoutTies) {
  EXPECT_NEAR(signed_rank_p(plain), 0.021240234375, exactness);
}

TEST(SignedRank, ExactForTheMidRanksOfTiesWithoutTheZeros) {
  EXPECT_NEAR(signed_rank_p(tied), 0.0888671875, exactness);
}

TEST(SignedRank, InfinitiesAreTheLargest) {
  EXPECT_NEAR(signed_rank_p(std::vector{-0.1, 0.2, 0.3, endless, endless, -endless, 0.4}),
              0.1484375, exactness);
}

TEST(SignedRank, NothingButZerosIsNoSignOfAChange) {
  EXPECT_EQ(signed_rank_p(std::vector<double>(24, 0.0)), 1.0);
  EXPECT_EQ(signed_rank_p({}), 1.0);
}

TEST(SignedRank, AllOnOneSideIsOneChanceInTwoToTheS) {
  EXPECT_EQ(signed_rank_p(std::vector<double>(24, 0.03)), std::ldexp(1.0, -24));
  EXPECT_EQ(signed_rank_p(std::vector<double>(24, -0.03)), 1.0);
}

TEST(SignedRank, BeyondFiveHundredTheNormalApproximation) {
  EXPECT_NEAR(signed_rank_p(wide(0)), 0.1618917464765231, exactness);
  EXPECT_NEAR(signed_rank_p(wide(10)), 0.1772882551961522, exactness);
}

TEST(WalshRank, IsTheTableOfTheDesign) {
  constexpr std::array<std::size_t, 7> pairs{5, 12, 18, 24, 36, 48, 100};
  constexpr std::array<std::size_t, 7> at_05{1, 18, 48, 92, 228, 427, 2046};
  constexpr std::array<std::size_t, 7> at_0265{0, 15, 41, 83, 210, 400, 1963};
  constexpr std::array<std::size_t, 7> at_0195{0, 13, 39, 78, 202, 388, 1926};
  constexpr std::array<std::size_t, 7> at_025{0, 14, 41, 82, 209, 397, 1956};
  constexpr std::array<std::size_t, 7> at_001{0, 3, 19, 46, 142, 293, 1635};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    EXPECT_EQ(walsh_rank(pairs[i], 0.05), at_05[i]) << pairs[i];
    EXPECT_EQ(walsh_rank(pairs[i], 0.0265), at_0265[i]) << pairs[i];
    EXPECT_EQ(walsh_rank(pairs[i], 0.0195), at_0195[i]) << pairs[i];
    EXPECT_EQ(walsh_rank(pairs[i], 0.025), at_025[i]) << pairs[i];
    EXPECT_EQ(walsh_rank(pairs[i], 0.001), at_001[i]) << pairs[i];
  }
}

TEST(WalshRank, TheApproximationGoesOnWhereTheExactTableEnds) {
  EXPECT_EQ(walsh_rank(500, 0.05), 57308U);
  // The whole numbers up to 501·502/4 − 1/2 − 1.6448536·√(501·502·1003/24) = 57542.35, and 0.
  EXPECT_EQ(walsh_rank(501, 0.05), 57543U);
}

TEST(HodgesLehmann, IsTheMedianOfTheAverages) {
  EXPECT_NEAR(hodges_lehmann(plain), 0.06, exactness);
  EXPECT_NEAR(hodges_lehmann(tied), 0.05, exactness);
  EXPECT_NEAR(hodges_lehmann(wide(0)), 0.03022416764333835, exactness);
  EXPECT_EQ(hodges_lehmann(std::vector{0.25}), 0.25);
  EXPECT_EQ(hodges_lehmann(std::vector{-0.5, 0.25}), -0.125);
}

TEST(HodgesLehmann, BoundsAreTheKthAverageFromEitherEnd) {
  EXPECT_NEAR(walsh_lower(plain, 0.05), 0.01, exactness);
  EXPECT_NEAR(walsh_upper(plain, 0.05), 0.105, exactness);
  EXPECT_NEAR(walsh_lower(tied, 0.05), 0, exactness);
  EXPECT_NEAR(walsh_upper(tied, 0.05), 0.1, exactness);
}

TEST(HodgesLehmann, SelectionFindsWhatSortingAllAveragesFinds) {
  const std::vector<double> values = wide(0);
  std::vector<double> averages;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i; j < values.size(); ++j) {
      averages.push_back((values[i] + values[j]) / 2);
    }
  }
  std::ranges::sort(averages);
  const std::size_t k = walsh_rank(values.size(), 0.05);
  EXPECT_EQ(walsh_lower(values, 0.05), averages[k - 1]);
  EXPECT_EQ(walsh_upper(values, 0.05), averages[averages.size() - k]);
}

TEST(HodgesLehmann, TooFewForAnyBound) {
  const std::vector<double> four{0.1, 0.2, 0.3, 0.4};
  EXPECT_EQ(walsh_lower(four, 0.05), -endless);
  EXPECT_EQ(walsh_upper(four, 0.05), endless);
}

TEST(HodgesLehmann, AFewEndlessPairsWidenTheIntervalAndNoMore) {
  std::vector<double> pairs(20, 0.02);
  pairs.insert(pairs.end(), {endless, endless, -endless, 0.0});
  EXPECT_EQ(hodges_lehmann(pairs), 0.02);
  EXPECT_EQ(walsh_lower(pairs, 0.05), 0.02);
  EXPECT_EQ(walsh_upper(pairs, 0.05), 0.02);
}

TEST(HodgesLehmann, MostlyEndlessPairsAreAnEndlessEstimate) {
  std::vector<double> pairs(20, endless);
  pairs.insert(pairs.end(), {0.0, 0.0, -endless, 0.1});
  EXPECT_EQ(hodges_lehmann(pairs), endless);
  EXPECT_EQ(walsh_lower(pairs, 0.05), endless);
}

TEST(HodgesLehmann, BothInfinitiesLeaveTheirAverageOpen) {
  const std::vector<double> pairs{-endless, -endless, -endless, endless, endless, endless};
  EXPECT_EQ(hodges_lehmann(pairs), 0.0);
  EXPECT_EQ(walsh_lower(pairs, 0.2), -endless);
  EXPECT_EQ(walsh_upper(pairs, 0.2), endless);
}

TEST(HodgesLehmann, MirrorsAndMovesWithItsValues) {
  std::vector<double> mirrored;
  std::vector<double> moved;
  for (const double value : plain) {
    mirrored.push_back(-value);
    moved.push_back(value + 0.5);
  }
  EXPECT_EQ(walsh_lower(mirrored, 0.05), -walsh_upper(plain, 0.05));
  EXPECT_EQ(hodges_lehmann(mirrored), -hodges_lehmann(plain));
  EXPECT_NEAR(walsh_lower(moved, 0.05), walsh_lower(plain, 0.05) + 0.5, exactness);
}

}  // namespace
}  // namespace loadgate
