// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "metric/figures.h"
#include "support/run_builder.h"
#include "support/shards.h"

namespace loadgate {
namespace {

/// Latencies without a pattern, some requests without an answer.
loadgate::Run replayed() {
  std::vector<double> latencies;
  std::uint32_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    latencies.push_back(static_cast<double>(state >> 8) / 50'000);
  }
  return testing::a_run()
      .with_latencies("buy/login", "steady", latencies)
      .with_outcomes("buy/login", "steady", Outcome::timeout_total, 17, 10'000)
      .with_outcomes("buy/login", "steady", Outcome::server_5xx, 5, 3)
      .build();
}

void expect_same(const ScopeFigures& scope, const ScopeFigures& expected) {
  EXPECT_EQ(scope.outcomes, expected.outcomes);
  EXPECT_EQ(scope.scalars, expected.scalars);
  for (const auto& [metric, distribution] : expected.distributions) {
    const DistributionFigures& merged = scope.distributions.at(metric);
    EXPECT_EQ(merged.histogram, distribution.histogram);
    for (const auto& [statistic, figure] : distribution.statistics) {
      EXPECT_EQ(merged.statistics.at(statistic).value, figure.value)
          << metric << " " << name_of(statistic);
      EXPECT_EQ(merged.statistics.at(statistic).is_censored, figure.is_censored);
      EXPECT_EQ(merged.statistics.at(statistic).count, figure.count);
    }
  }
}

TEST(MergedFigures, AreThoseOfOneProcessBitForBit) {
  const loadgate::Run whole = replayed();
  const RunFigures expected = figures_of(whole);
  ASSERT_EQ(expected.scopes.size(), 2U);
  for (const std::uint32_t count : {2U, 3U, 7U, 16U}) {
    const loadgate::Run merged = merge_runs(testing::shards_of(whole, count)).value();
    const RunFigures figures = figures_of(merged);
    ASSERT_EQ(figures.scopes.size(), expected.scopes.size());
    for (std::size_t i = 0; i < figures.scopes.size(); ++i) {
      expect_same(figures.scopes[i], expected.scopes[i]);
    }
  }
}

}  // namespace
}  // namespace loadgate
