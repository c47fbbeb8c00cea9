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

TEST(MergedFigures, AreThoseOfOneProcessBitForBit) {
  const loadgate::Run whole = replayed();
  const RunFigures expected = figures_of(whole);
  ASSERT_EQ(expected.scopes.size(), 2U);
  for (const std::uint32_t count : {2U, 3U, 7U, 16U}) {
    const RunFigures figures = figures_of(merge_runs(testing::shards_of(whole, count)).value());
    ASSERT_EQ(figures.scopes.size(), expected.scopes.size());
    for (std::size_t i = 0; i < figures.scopes.size(); ++i) {
      const ScopeFigures& scope = figures.scopes[i];
      EXPECT_EQ(scope.outcomes, expected.scopes[i].outcomes);
      EXPECT_EQ(scope.scalars, expected.scopes[i].scalars);
      for (const auto& [metric, distribution] : expected.scopes[i].distributions) {
        for (const auto& [statistic, figure] : distribution.statistics) {
          const Figure& merged = scope.distributions.at(metric).statistics.at(statistic);
          EXPECT_EQ(merged.value, figure.value) << metric << " " << name_of(statistic);
          EXPECT_EQ(merged.is_censored, figure.is_censored);
          EXPECT_EQ(merged.count, figure.count);
        }
        EXPECT_EQ(scope.distributions.at(metric).histogram, distribution.histogram);
      }
    }
  }
}

}  // namespace
}  // namespace loadgate
