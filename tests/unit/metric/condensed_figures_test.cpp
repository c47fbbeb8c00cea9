// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "metric/figures.h"
#include "metric/run_index.h"
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
          Sample& sample = run.samples[i];
          const std::int64_t late = static_cast<std::int64_t>(i % 977) * 1000;
          sample.dispatched += std::min(late, (sample.finished - sample.dispatched) / 2);
          run.samples[i].rx_age = static_cast<std::int64_t>(i % 91) * 10;
        }
      })
      .build();
}

void expect_near(const Figure& figure, const Figure& exact, const std::string& what) {
  EXPECT_EQ(figure.count, exact.count) << what;
  EXPECT_EQ(figure.is_censored, exact.is_censored) << what;
  // Means and sums are rounded once more.
  EXPECT_LE(std::abs(figure.value - exact.value), three_digits.error_of(exact.value) * 1.001 + 1e-6)
      << what;
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

TEST(CondensedFigures, AreAsCloseAsBucketsAre) {
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

TEST(CondensedFigures, OfPhasesAreAsCloseAsBucketsAre) {
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

/// Something of everything that a sample can show.
loadgate::Run full_run() {
  return testing::a_run()
      .with_spread("buy/login", "steady", 900, 20)
      .with_outcomes("buy/login", "steady", Outcome::timeout_connect, 20, 500)
      .with_check({.step = 0, .phase = 0, .name = "status 2xx", .passed = 890, .evaluated = 900})
      .with([](loadgate::Run& run) {
        run.classes = {"gold", "free"};
        run.steps[0].classes = {0, 1};
        run.steps[0].polls = true;
        run.steps[0].retries = 2;
        for (std::size_t i = 0; i < run.samples.size(); ++i) {
          Sample& sample = run.samples[i];
          const auto n = static_cast<std::int64_t>(i);
          sample.data_class = static_cast<std::uint16_t>(i % 2);
          sample.connect_time = i % 3 == 0 ? 100'000 + n * 777 : -1;
          sample.tls_time = i % 3 == 0 ? 900'000 + n * 7777 : -1;
          sample.bytes_in = 5000 + i * 13;
          sample.rx_age = n * 11;
          sample.wait = n * 54'321;
          sample.attempts = static_cast<std::uint16_t>(1 + i % 2);
          sample.first_outcome = i % 4 == 1 ? Outcome::server_5xx : Outcome::ok;
        }
      })
      .build();
}

TEST(CondensedFigures, AreThereForEveryMetricThatARuleMayAskFor) {
  const loadgate::Run run = full_run();
  const loadgate::Run condensed = condense(run);
  const RunIndex exact(run);
  const RunIndex counted(condensed);
  for (const Metric& metric : all_metrics()) {
    const std::string name(metric.name.name);
    const auto of_flows = static_cast<std::uint16_t>(name == "iteration" ? 1 : 0);
    for (const std::uint16_t data_class : {std::uint16_t{0}, no_class}) {
      const Scope scope{.phase = 0, .step = of_flows, .data_class = data_class};
      if (metric.measure != nullptr) {
        const auto value = metric.measure(std::span(&exact, 1), scope, "");
        EXPECT_EQ(metric.measure(std::span(&counted, 1), scope, ""), value) << name;
        EXPECT_TRUE(value || name == "check_rate") << name << ": the run shows nothing of it";
      } else if (of_flows == 0 || data_class == no_class) {
        const auto figure = summarise(metric.observe(exact, scope), Statistic::p90);
        ASSERT_TRUE(figure) << name << ": the run shows nothing of it";
        expect_near(*summarise(metric.observe(counted, scope), Statistic::p90), *figure, name);
      }
    }
  }
}

TEST(CondensedFigures, OfSeveralRunsAreThoseOfAllTheirRequests) {
  const std::vector<loadgate::Run> kept{run_of(4), run_of(5)};
  const std::vector<loadgate::Run> mixed{kept[0], condense(kept[1])};
  const std::vector<RunIndex> kept_index(kept.begin(), kept.end());
  const std::vector<RunIndex> mixed_index(mixed.begin(), mixed.end());
  const RunFigures exact = figures_of(kept_index);
  const RunFigures figures = figures_of(mixed_index);
  ASSERT_EQ(figures.scopes.size(), exact.scopes.size());
  for (std::size_t i = 0; i < exact.scopes.size(); ++i) {
    expect_near(figures.scopes[i], exact.scopes[i]);
  }
  const std::vector<SecondRow> seconds = second_rows(kept);
  const std::vector<SecondRow> rows = second_rows(mixed);
  ASSERT_EQ(rows.size(), seconds.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].started, seconds[i].started);
    EXPECT_EQ(rows[i].errors, seconds[i].errors);
  }
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
