// SPDX-License-Identifier: Apache-2.0
#include "stats/block_bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace loadgate {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr Rational p95{19, 20};
constexpr BootstrapKey key{.seed = 1, .finding = 7};

double uniform(std::uint32_t stream, std::uint32_t index) {
  return draw_unit({.seed = 99,
                    .purpose = Purpose::mock,
                    .scenario = 0,
                    .owner = stream,
                    .iteration = 0,
                    .draw = index});
}

/// `count` observations, 50 a second, uniform in (0, 1).
std::vector<TimedValue> steady(std::uint32_t count, std::uint32_t stream = 0) {
  std::vector<TimedValue> values;
  for (std::uint32_t i = 0; i < count; ++i) {
    values.push_back({static_cast<std::int64_t>(i) * second / 50, uniform(stream, i)});
  }
  return values;
}

TEST(BlockBootstrap, TheSameKeyGivesTheSameInterval) {
  const BlockBootstrap first(steady(1500), key);
  const BlockBootstrap second_one(steady(1500), key);
  EXPECT_EQ(first.quantile(p95, 0.05), second_one.quantile(p95, 0.05));
  EXPECT_NE(first.quantile(p95, 0.05),
            BlockBootstrap(steady(1500), {.seed = 2, .finding = 7}).quantile(p95, 0.05));
}

TEST(BlockBootstrap, TheOrderOfTheValuesChangesNothing) {
  std::vector<TimedValue> reversed = steady(1500);
  std::ranges::reverse(reversed);
  EXPECT_EQ(BlockBootstrap(reversed, key).quantile(p95, 0.05),
            BlockBootstrap(steady(1500), key).quantile(p95, 0.05));
}

// An interval of one-sided 5 % bounds holds the truth in 90 % of samples; 100 samples scatter by
// three standard deviations of 3 %.
TEST(BlockBootstrap, IndependentValuesAreCoveredAsPromised) {
  int quantile_hits = 0;
  int mean_hits = 0;
  for (std::uint32_t stream = 0; stream < 100; ++stream) {
    const BlockBootstrap bootstrap(steady(1500, stream), key);
    const Interval quantile = bootstrap.quantile(p95, 0.05).value_or(Interval{});
    quantile_hits += quantile.low <= 0.95 && 0.95 <= quantile.high ? 1 : 0;
    const Interval mean = bootstrap.mean(0.05).value_or(Interval{});
    mean_hits += mean.low <= 0.5 && 0.5 <= mean.high ? 1 : 0;
  }
  EXPECT_NEAR(quantile_hits, 88, 10);
  EXPECT_NEAR(mean_hits, 88, 10);
}

TEST(BlockBootstrap, WhatComesInBurstsIsLessSure) {
  std::vector<TimedValue> bursts = steady(1500);
  for (TimedValue& value : bursts) {
    const auto in_second = static_cast<std::uint32_t>(value.at / second);
    value.value = uniform(1, in_second) < 0.2 ? 1 : 0;
  }
  std::vector<TimedValue> scattered = steady(1500);
  for (TimedValue& value : scattered) {
    value.value = value.value < 0.2 ? 1 : 0;
  }
  const auto width = [](const std::vector<TimedValue>& values) {
    const Interval interval = BlockBootstrap(values, key).mean(0.05).value_or(Interval{});
    return interval.high - interval.low;
  };
  EXPECT_GT(width(bursts), 3 * width(scattered));
}

TEST(BlockBootstrap, ATotalIsOfTheTimeObserved) {
  std::vector<TimedValue> ones = steady(1475);  // 29.5 s: the replicates' 30 blocks are scaled back
  for (TimedValue& value : ones) {
    value.value = 1;
  }
  const Interval total = BlockBootstrap(ones, key).total(0.05).value_or(Interval{});
  EXPECT_NEAR(total.low, 1475, 3);
  EXPECT_NEAR(total.high, 1475, 3);
}

TEST(BlockBootstrap, AFewSecondsSayNothing) {
  EXPECT_FALSE(BlockBootstrap(steady(150), key).quantile(p95, 0.05));
  EXPECT_FALSE(BlockBootstrap({}, key).mean(0.05));
  EXPECT_TRUE(BlockBootstrap(steady(250), key).quantile(p95, 0.05));
}

}  // namespace
}  // namespace loadgate
