// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "metric/figures.h"
#include "run/condense.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

/// Latencies over five orders of magnitude, errors, requests without an answer.
loadgate::Run run_of(std::uint32_t seed) {
  std::vector<double> latencies;
  std::uint32_t state = seed;
  for (int i = 0; i < 5000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    latencies.push_back(std::exp(static_cast<double>(state >> 8) / 1.5e6) / 1000);
  }
  return testing::a_run()
      .with_latencies("buy/login", "steady", latencies)
      .with_outcomes("buy/login", "steady", Outcome::timeout_total, 40 * (seed % 3), 10'000)
      .with_outcomes("buy/login", "steady", Outcome::server_5xx, 30, 3)
      .with_spread("buy/pay", "steady", 800, 20)
      .with([](loadgate::Run& run) {
        run.samples[5].connect_time = 123'456'789;
        for (std::size_t i = 0; i < run.samples.size(); ++i) {
          run.samples[i].dispatched += static_cast<std::int64_t>(i % 977) * 1000;
          run.samples[i].rx_age = static_cast<std::int64_t>(i % 91) * 10;
        }
      })
      .build();
}

void expect_near(const Figure& figure, const Figure& exact, const std::string& what) {
  EXPECT_EQ(figure.count, exact.count) << what;
  EXPECT_EQ(figure.is_censored, exact.is_censored) << what;
  EXPECT_LE(std::abs(figure.value - exact.value), 0.001 * exact.value) << what;
}

void expect_near(const ScopeFigures& scope, const ScopeFigures& exact) {
  EXPECT_EQ(scope.outcomes, exact.outcomes);
  EXPECT_EQ(scope.requests, exact.requests);
  EXPECT_EQ(scope.successes, exact.successes);
  EXPECT_EQ(scope.scalars, exact.scalars);
  ASSERT_EQ(scope.distributions.size(), exact.distributions.size());
  for (const auto& [metric, distribution] : exact.distributions) {
    for (const auto& [statistic, figure] : distribution.statistics) {
      expect_near(scope.distributions.at(metric).statistics.at(statistic), figure,
                  metric + " " + std::string(name_of(statistic)) + " of " + scope.step);
    }
  }
}

TEST(CondensedFigures, AreWithinAThousandthOfTheExactOnes) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const loadgate::Run run = run_of(seed);
    const RunFigures exact = figures_of(run);
    const loadgate::Run condensed = condense(run);
    const RunFigures figures = figures_of(condensed);
    ASSERT_EQ(figures.scopes.size(), exact.scopes.size());
    for (std::size_t i = 0; i < exact.scopes.size(); ++i) {
      expect_near(figures.scopes[i], exact.scopes[i]);
    }
  }
}

TEST(CondensedFigures, OfPhasesAreWithinAThousandth) {
  const loadgate::Run run = run_of(2);
  const loadgate::Run condensed = condense(run);
  const std::vector<PhaseRow> exact = phase_rows(run);
  const std::vector<PhaseRow> rows = phase_rows(condensed);
  ASSERT_EQ(rows.size(), exact.size());
  EXPECT_EQ(rows[0].requests, exact[0].requests);
  EXPECT_EQ(rows[0].errors, exact[0].errors);
  EXPECT_EQ(rows[0].achieved_per_second, exact[0].achieved_per_second);
  expect_near(*rows[0].p50, *exact[0].p50, "p50");
  expect_near(*rows[0].p99, *exact[0].p99, "p99");
}

TEST(CondensedFigures, OfSecondsAreGoodEnoughForAPicture) {
  const loadgate::Run run = run_of(3);
  const loadgate::Run condensed = condense(run);
  const std::vector<SecondRow> exact = second_rows(run);
  const std::vector<SecondRow> rows = second_rows(condensed);
  ASSERT_EQ(rows.size(), exact.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].second, exact[i].second);
    EXPECT_EQ(rows[i].started, exact[i].started);
    EXPECT_EQ(rows[i].errors, exact[i].errors);
    EXPECT_NEAR(rows[i].p95, exact[i].p95, 0.02 * exact[i].p95);
  }
}

}  // namespace
}  // namespace loadgate
