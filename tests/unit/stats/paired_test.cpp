// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "stats/fisher.h"
#include "stats/looks.h"
#include "stats/paired_rates.h"
#include "stats/paired_t.h"
#include "stats/power.h"
#include "unit/stats/exactness.h"

namespace loadgate {
namespace {

// Reference values: tests/unit/stats/reference_values.py (scipy 1.17.1).
using testing::exactness;
constexpr RateRule slice_guard{
    .tolerance = 0.005, .min_delta = 0, .min_extra = 3, .alpha = 0.05, .family_alpha = 0.05};

std::vector<RateCount> slices_of_60(const std::vector<double>& events) {
  std::vector<RateCount> slices;
  for (const double count : events) {
    slices.push_back({count, 60});
  }
  return slices;
}

PairedRates clumpy() {
  return compare_rate_pairs(slices_of_60({3, 0, 5, 2, 4, 1, 6, 2, 3, 0, 4, 5}),
                            slices_of_60({0, 1, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0}));
}

TEST(PairedT, AgreesWithScipy) {
  const MeanDifference mean = mean_difference(
      std::vector{0.08, -0.02, 0.15, 0.04, 0.11, -0.05, 0.07, 0.21, 0.03, -0.09, 0.13, 0.06});
  EXPECT_NEAR(mean.estimate, 0.06, exactness);
  EXPECT_NEAR(mean.standard_error, 0.02474108348721236, exactness);
  EXPECT_EQ(mean.degrees, 11);
  EXPECT_NEAR(lower_bound(mean, 0.05), 0.015567863767026055, exactness);
  EXPECT_NEAR(upper_bound(mean, 0.05), 0.10443213623297398, exactness);
  EXPECT_NEAR(p_of_no_increase(mean), 0.01685003499892057, exactness);
}

TEST(PairedT, WithoutScatterTheDifferenceItself) {
  const MeanDifference same = mean_difference(std::vector(7, 0.1));
  EXPECT_EQ(same.standard_error, 0.0);
  EXPECT_EQ(lower_bound(same, 0.05), 0.1);
  EXPECT_EQ(upper_bound(same, 0.05), 0.1);
  EXPECT_EQ(p_of_no_increase(same), 0.0);
  EXPECT_EQ(p_of_no_increase(mean_difference(std::vector(7, 0.0))), 1.0);
}

TEST(Fisher, AgreesWithScipy) {
  EXPECT_NEAR(fisher_p({7, 1440}, {1, 1440}), 0.0349663961350002, exactness);
  EXPECT_NEAR(fisher_p({30, 1500}, {5, 1500}), 1.0090799119703188e-05, exactness * 1e-5);
  EXPECT_NEAR(fisher_p({3, 20}, {0, 20}), 0.1153846153846154, exactness);
  EXPECT_NEAR(fisher_p({12, 500}, {40, 5000}), 0.001955873263236833, exactness);
  EXPECT_NEAR(fisher_p({2, 1000}, {9, 900}), 0.9965156585216464, exactness);
  EXPECT_NEAR(fisher_p({2100, 100000}, {1900, 100000}), 0.0007389452226172901, exactness);
  EXPECT_NEAR(fisher_p({20, 20}, {0, 30}), 2.1218262567674434e-14, exactness * 1e-14);
}

TEST(Fisher, AtTheEdgesOfItsTable) {
  EXPECT_EQ(fisher_p({0, 100}, {0, 100}), 1.0);
  EXPECT_EQ(fisher_p({0, 100}, {9, 100}), 1.0);
  EXPECT_EQ(fisher_p({100, 100}, {100, 100}), 1.0);
  EXPECT_NEAR(fisher_p({1, 1}, {0, 1}), 0.5, exactness);
}

TEST(Fisher, ATableOfMillionsOverflowsNothing) {
  EXPECT_GT(fisher_p({50'000, 10'000'000}, {50'000, 10'000'000}), 0.4);
  EXPECT_LT(fisher_p({52'000, 10'000'000}, {50'000, 10'000'000}), 1e-9);
  EXPECT_NEAR(fisher_p({48'000, 10'000'000}, {50'000, 10'000'000}), 1, 1e-9);
}

TEST(PairedRates, BoundsComeFromTheSlicesAndPFromTheCounts) {
  const PairedRates rates = clumpy();
  EXPECT_NEAR(rates.mean.estimate, 0.041666666666666664, exactness);
  EXPECT_NEAR(lower_bound(rates.mean, 0.05), 0.02199787451152774, exactness);
  EXPECT_NEAR(p_of_no_increase(rates), 5.05189016457013e-07, exactness * 1e-6);
}

TEST(PairedRates, AllThreeConditionsMustHold) {
  EXPECT_TRUE(is_rate_violated(clumpy(), slice_guard));
  RateRule rule = slice_guard;
  rule.tolerance = 0.025;
  EXPECT_FALSE(is_rate_violated(clumpy(), rule)) << "the slices' bound is at 2.2 points";
  rule = slice_guard;
  rule.min_extra = 30;
  EXPECT_TRUE(is_rate_violated(clumpy(), rule)) << "exactly 30 more";
  rule.min_extra = 31;
  EXPECT_FALSE(is_rate_violated(clumpy(), rule));
  rule = slice_guard;
  rule.min_delta = 0.05;
  EXPECT_FALSE(is_rate_violated(clumpy(), rule));
}

TEST(PairedRates, OneBadSliceIsNoPattern) {
  const PairedRates burst = compare_rate_pairs(slices_of_60({0, 0, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0}),
                                               slices_of_60(std::vector<double>(12, 0)));
  EXPECT_LT(p_of_no_increase(burst), 1e-8) << "Fisher alone would fail it";
  EXPECT_FALSE(is_rate_violated(burst, slice_guard));
}

TEST(PairedRates, WithoutScatterTheDifferenceAloneDecides) {
  const auto none = slices_of_60(std::vector<double>(12, 0));
  const PairedRates one_each = compare_rate_pairs(slices_of_60(std::vector<double>(12, 1)), none);
  EXPECT_TRUE(is_rate_violated(one_each, slice_guard));
  RateRule rule = slice_guard;
  rule.tolerance = 0.02;
  EXPECT_FALSE(is_rate_violated(one_each, rule));
  EXPECT_FALSE(is_rate_violated(compare_rate_pairs(none, none), slice_guard));
}

TEST(PairedRates, WhatItSaysItSeesIsTheFirstCountThatFails) {
  const auto none = slices_of_60(std::vector<double>(24, 0));
  const std::optional<double> seen =
      smallest_difference_seen(compare_rate_pairs(none, none), slice_guard);
  ASSERT_TRUE(seen);
  // 14 of 1440: without any error yet, the scatter that 14 must have.
  EXPECT_NEAR(*seen, 14.0 / 1440, exactness);
  RateRule rule = slice_guard;
  rule.min_extra = 1441;
  EXPECT_FALSE(smallest_difference_seen(compare_rate_pairs(none, none), rule));
}

TEST(Looks, TotalLevelIsTheIntegralOverAllLooks) {
  EXPECT_NEAR(total_level(std::vector<std::size_t>{24, 36}, 0.0265), 0.0406920734233633, 1e-7);
  EXPECT_NEAR(total_level(std::vector<std::size_t>{24, 36, 48}, 0.0195), 0.038632894069219235,
              1e-7);
  EXPECT_NEAR(total_level(std::vector<std::size_t>{24, 36, 48}, 0.001625), 0.0036773621268346864,
              1e-7);
  EXPECT_EQ(total_level(std::vector<std::size_t>{24}, 0.05), 0.05);
}

TEST(Looks, AllLooksTogetherStayWithinTheLevel) {
  for (const std::size_t rules : {1U, 12U, 13U, 100U}) {
    for (const std::size_t looks : {1U, 2U, 3U, 4U}) {
      const double level = 0.05 / static_cast<double>(rules);
      const double each = look_share(looks, rules) * level;
      EXPECT_LE(total_level(pairs_at_looks(24, looks), each), level)
          << rules << " rules, " << looks << " looks";
    }
  }
}

TEST(Looks, ConstantsAndSizesOfTheDesign) {
  EXPECT_EQ(look_share(1, 1), 1.0);
  EXPECT_EQ(look_share(2, 12), 0.53);
  EXPECT_EQ(look_share(3, 12), 0.39);
  EXPECT_EQ(look_share(2, 13), 0.5);
  EXPECT_EQ(look_share(4, 1), 0.25);
  EXPECT_EQ(pairs_at_looks(24, 3), (std::vector<std::size_t>{24, 36, 48}));
}

TEST(Power, TheSmallestChangeSeenMustPassItsBoundAndHolm) {
  const Hurdle alone{.tolerance = std::log(1.05), .level = 0.05, .blocking = 1, .is_strict = false};
  EXPECT_NEAR(change_seen(0.03, 23, alone), 0.12593219661248456, exactness);
  Hurdle six = alone;
  six.level = 0.0195;
  six.blocking = 6;
  EXPECT_NEAR(change_seen(0.03, 23, six), 0.14018891379740178, exactness);
  six.tolerance = 0;
  EXPECT_NEAR(change_seen(0.03, 23, six), 0.11550836496786053, exactness);
  six.tolerance = alone.tolerance;
  six.is_strict = true;
  EXPECT_NEAR(change_seen(0.03, 23, six), 0.1642985291372926, exactness);
  EXPECT_EQ(change_seen(0, 23, alone), alone.tolerance);
}

TEST(Power, NoiseOfQuantilesOfALognormal) {
  EXPECT_NEAR(quantile_noise(0.5), 1.2533141373155001, exactness);
  EXPECT_NEAR(quantile_noise(0.9), 1.709417956835101, exactness);
  EXPECT_NEAR(quantile_noise(0.95), 2.1131875109690856, exactness);
  EXPECT_NEAR(quantile_noise(0.99), 3.733236261126965, exactness);
}

TEST(Power, VarianceOfAPairBeforeThereIsOne) {
  EXPECT_NEAR(successive_variance(std::vector{0.0, 0.1, -0.1, 0.1}), (0.01 + 0.04 + 0.04) / 3,
              exactness);
  EXPECT_NEAR(assumed_pair_variance(2, 50), 2 * (4 * 0.25 / 50 + 0.0009), exactness);
}

}  // namespace
}  // namespace loadgate
