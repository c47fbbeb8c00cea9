// SPDX-License-Identifier: Apache-2.0
#include "metric/figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metric/histogram.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using testing::one_millisecond;
using testing::one_second;

std::vector<std::string> names_of(const RunFigures& figures) {
  std::vector<std::string> names;
  for (const ScopeFigures& scope : figures.scopes) {
    names.push_back(scope.step + " [" + scope.phase + "]");
  }
  return names;
}

TEST(Figures, AreOfEachStepAndScenarioInEachMeasuredPhase) {
  const loadgate::Run run = a_run()
                                .with_unmeasured_phase("warm-up")
                                .with_requests("buy/login", "warm-up", 5, 10)
                                .with_requests("buy/login", "steady", 5, 10)
                                .with_requests("buy/pay", "steady", 5, 10)
                                .with_requests("ask/question", "spike", 5, 10)
                                .build();
  EXPECT_EQ(names_of(figures_of(run)),
            (std::vector<std::string>{"buy/login [steady]", "buy/pay [steady]", "buy [steady]",
                                      "ask/question [spike]", "ask [spike]"}));
}

TEST(Figures, OfAStepHoldCountsScalarsAndDistributions) {
  const loadgate::Run run =
      a_run()
          .with_latencies("main/list", "load", {10, 20, 30, 40})
          .with_outcomes("main/list", "load", Outcome::server_5xx, 1)
          .with_outcomes("main/list", "load", Outcome::generator_dropped, 1)
          .with_check({.step = 0, .phase = 0, .name = "status 2xx", .passed = 4, .evaluated = 5})
          .build();
  const RunFigures figures = figures_of(run);
  const ScopeFigures& scope = *find_scope(figures, "main/list", "load");
  EXPECT_EQ(scope.requests, 5U);
  EXPECT_EQ(scope.successes, 4U);
  EXPECT_EQ(scope.outcomes, (std::map<std::string, std::uint64_t>{
                                {"ok", 4}, {"server_5xx", 1}, {"generator_dropped", 1}}));
  EXPECT_DOUBLE_EQ(scope.scalars.at("error_rate"), 0.2);
  EXPECT_EQ(scope.checks_passed, 4U);
  EXPECT_EQ(scope.checks_evaluated, 5U);
  const DistributionFigures& latency = scope.distributions.at("latency");
  EXPECT_EQ(latency.count, 4U);
  EXPECT_EQ(latency.statistics.at(Statistic::p75).value, 30 * one_millisecond);
  EXPECT_EQ(latency.statistics.size(), all_statistics().size());
  EXPECT_EQ(latency.histogram.size(), 4U);
  EXPECT_FALSE(scope.distributions.contains("iteration"));
  EXPECT_FALSE(scope.distributions.contains("tls"));
}

TEST(Figures, CountExpectedAnswersAmongTheSuccessesAndInNoLatency) {
  const loadgate::Run run = a_run()
                                .with_latencies("main/list", "load", {10, 20})
                                .with_outcomes("main/list", "load", Outcome::expected, 3)
                                .with_outcomes("main/list", "load", Outcome::server_5xx, 5)
                                .build();
  const RunFigures figures = figures_of(run);
  const ScopeFigures& scope = *find_scope(figures, "main/list", "load");
  EXPECT_EQ(scope.requests, 10U);
  EXPECT_EQ(scope.successes, 5U);
  EXPECT_DOUBLE_EQ(scope.scalars.at("error_rate"), 0.5);
  EXPECT_EQ(scope.distributions.at("latency").count, 2U);
}

TEST(Figures, OfAScenarioHoldItsFlows) {
  const loadgate::Run run = a_run()
                                .with_latencies("buy/login", "load", {10, 20})
                                .with_latencies("buy/pay", "load", {30, 40})
                                .with_outcomes("buy/login", "load", Outcome::server_5xx, 1)
                                .build();
  const RunFigures figures = figures_of(run);
  const ScopeFigures& flows = *find_scope(figures, "buy", "load");
  EXPECT_EQ(flows.requests, 3U);
  EXPECT_EQ(flows.successes, 2U);
  EXPECT_TRUE(flows.outcomes.empty());
  EXPECT_TRUE(flows.scalars.empty());
  ASSERT_EQ(flows.distributions.size(), 1U);
  EXPECT_EQ(flows.distributions.at("iteration").statistics.at(Statistic::max).value,
            60 * one_millisecond);
}

loadgate::Run classified_run() {
  return a_run()
      .with_latencies("ask/question", "load", {10, 20, 30, 40})
      .with_outcomes("ask/question", "load", Outcome::server_5xx, 2)
      .with_requests("ask/other", "load", 3, 5)
      .with_check(
          {.step = 0, .phase = 0, .name = "a", .passed = 3, .evaluated = 4, .data_class = 0})
      .with_check(
          {.step = 0, .phase = 0, .name = "a", .passed = 1, .evaluated = 2, .data_class = 1})
      .with([](loadgate::Run& run) {
        run.classes = {"short", "long", "never"};
        run.steps[0].classes = {0, 1, 2};
        std::uint16_t next = 0;
        for (Sample& sample : run.samples) {
          sample.data_class = sample.step == 0 ? next++ % 2 : no_class;
        }
      })
      .build();
}

TEST(Figures, OfAClassStandBehindThoseOfItsStep) {
  const loadgate::Run run = classified_run();
  std::vector<std::string> names;
  for (const ScopeFigures& scope : figures_of(run).scopes) {
    names.push_back(scope.step + " " + scope.data_class);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"ask/question ", "ask/question short",
                                             "ask/question long", "ask/other ", "ask "}));
}

TEST(Figures, OfAClassAreOfItsRequestsAlone) {
  const RunFigures figures = figures_of(classified_run());
  const ScopeFigures& all = *find_scope(figures, "ask/question", "load");
  const ScopeFigures& one = *find_scope(figures, "ask/question", "load", "short");
  const ScopeFigures& two = *find_scope(figures, "ask/question", "load", "long");
  EXPECT_EQ(all.requests, 6U);
  EXPECT_EQ(one.requests, 3U);
  EXPECT_EQ(two.requests, 3U);
  EXPECT_EQ(one.distributions.at("latency").statistics.at(Statistic::max).value,
            30 * one_millisecond);
  EXPECT_EQ(two.distributions.at("latency").statistics.at(Statistic::max).value,
            40 * one_millisecond);
  EXPECT_DOUBLE_EQ(all.scalars.at("check_rate"), 4.0 / 6);
  EXPECT_DOUBLE_EQ(one.scalars.at("check_rate"), 0.75);
  EXPECT_DOUBLE_EQ(two.scalars.at("check_rate"), 0.5);
  EXPECT_DOUBLE_EQ(one.scalars.at("error_rate") + two.scalars.at("error_rate"),
                   2 * all.scalars.at("error_rate"));
  EXPECT_EQ(find_scope(figures, "ask/question", "load", "never"), nullptr);
  EXPECT_EQ(find_scope(figures, "ask/other", "load", "short"), nullptr);
}

TEST(Figures, OfSeveralRunsAreOfAllTheirRequests) {
  const std::vector<loadgate::Run> runs{
      a_run().with_latencies("main/list", "load", {10, 20, 30}).build(),
      a_run()
          .with_latencies("main/list", "load", {40})
          .with_outcomes("main/list", "load", Outcome::server_5xx, 4)
          .build()};
  const std::vector<RunIndex> indexes(runs.begin(), runs.end());
  const RunFigures figures = figures_of(indexes);
  const ScopeFigures& scope = *find_scope(figures, "main/list", "load");
  EXPECT_EQ(scope.requests, 8U);
  EXPECT_EQ(scope.successes, 4U);
  EXPECT_DOUBLE_EQ(scope.scalars.at("error_rate"), 0.5);
  EXPECT_DOUBLE_EQ(scope.scalars.at("throughput"), 4.0 / 60);
  EXPECT_EQ(scope.distributions.at("latency").statistics.at(Statistic::p75).value,
            30 * one_millisecond);
  EXPECT_EQ(find_scope(figures, "main", "load")->requests, 8U);
  const std::vector<PhaseRow> rows = phase_rows(runs);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].requests, 8U);
  EXPECT_EQ(rows[0].errors, 4U);
  EXPECT_DOUBLE_EQ(rows[0].achieved_per_second, 8.0 / 60);
  EXPECT_EQ(rows[0].p99->value, 40 * one_millisecond);
  EXPECT_EQ(second_rows(runs).at(15).started, 2U);  // the middles of both runs
}

TEST(ScopeTable, FindsWhatASearchFinds) {
  const RunFigures figures = figures_of(classified_run());
  const ScopeTable table(figures);
  for (const ScopeFigures& scope : figures.scopes) {
    EXPECT_EQ(table.find(scope.step, scope.phase, scope.data_class), &scope);
  }
  EXPECT_EQ(table.find("ask/question", "load", "odd"), nullptr);
  EXPECT_EQ(table.find("ask/question", "steady", ""), nullptr);
}

TEST(Figures, LeaveOutWhatHadNoRequest) {
  const loadgate::Run run = a_run().with_step("main/list").with_phase("load").build();
  EXPECT_TRUE(figures_of(run).scopes.empty());
  EXPECT_EQ(find_scope(figures_of(run), "main/list", "load"), nullptr);
}

TEST(PhaseRows, ShowEveryPhaseAlsoUnmeasuredOnes) {
  const loadgate::Run run = a_run()
                                .with_unmeasured_phase("warm-up")
                                .with_requests("main/list", "warm-up", 30, 10)
                                .with_latencies("main/list", "load", {10, 20, 30})
                                .with_latencies("main/open", "load", {40})
                                .with_outcomes("main/list", "load", Outcome::connect, 1)
                                .with_outcomes("main/list", "load", Outcome::dropped, 2, 9'000)
                                .build();
  const std::vector<PhaseRow> rows = phase_rows(run);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_FALSE(rows[0].measure);
  EXPECT_DOUBLE_EQ(rows[0].achieved_per_second, 1);
  EXPECT_EQ(rows[1].name, "load");
  EXPECT_DOUBLE_EQ(rows[1].offered_per_second, 50);
  EXPECT_DOUBLE_EQ(rows[1].achieved_per_second, 4.0 / 30);  // of six flows two were dropped
  EXPECT_EQ(rows[1].requests, 7U);
  EXPECT_EQ(rows[1].errors, 3U);
  EXPECT_EQ(rows[1].p50.value().value, 30 * one_millisecond);
  EXPECT_FALSE(rows[1].p50.value().is_censored);
  EXPECT_TRUE(rows[1].p99.value().is_censored);
}

TEST(PhaseRows, HaveNoFiguresForAPhaseThatNeverBegan) {
  const loadgate::Run run =
      a_run()
          .with_step("main/list")
          .with_closed_phase("users", 20)
          .with([](loadgate::Run& changed) { changed.phases[0].started = -1; })
          .build();
  const PhaseRow row = phase_rows(run).at(0);
  EXPECT_EQ(row.users, 20);
  EXPECT_EQ(row.achieved_per_second, 0);
  EXPECT_EQ(row.requests, 0U);
  EXPECT_FALSE(row.p50);
}

TEST(PhaseRows, HaveNoRateForClosedPhasesShorterThanATenthOfASecond) {
  const auto rate_of_phase_that_took = [](std::int64_t milliseconds) {
    const loadgate::Run run = a_run()
                                  .with_closed_phase("few", 2)
                                  .with_latencies("main/list", "few", {10, 10})
                                  .with([milliseconds](loadgate::Run& changed) {
                                    RunPhase& phase = changed.phases[0];
                                    phase.ended = phase.started + milliseconds * one_millisecond;
                                  })
                                  .build();
    return phase_rows(run).at(0).achieved_per_second;
  };
  EXPECT_EQ(rate_of_phase_that_took(99), 0);
  EXPECT_DOUBLE_EQ(rate_of_phase_that_took(100), 20);
}

TEST(SecondRows, CountStartsWhenSentAndLatenciesWhenFinished) {
  const loadgate::Run run =
      a_run()
          .with_latencies("main/list", "load", {100, 2'500})
          .with_outcomes("main/list", "load", Outcome::dropped, 1)
          .with([](loadgate::Run& changed) {
            const std::vector<std::int64_t> starts{0, one_second, 2 * one_second};
            for (std::size_t i = 0; i < 3; ++i) {
              Sample& sample = changed.samples[i];
              sample.finished += starts[i] - sample.intended;
              sample.intended = starts[i];
              sample.dispatched = sample.dispatched < 0 ? -1 : starts[i];
            }
          })
          .build();
  const std::vector<SecondRow> rows = second_rows(run);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].started, 1U);
  EXPECT_EQ(rows[0].p95, 100 * one_millisecond);
  EXPECT_EQ(rows[1].started, 1U);
  EXPECT_EQ(rows[1].p95, 0);
  EXPECT_EQ(rows[2].started, 0U);
  EXPECT_EQ(rows[2].errors, 1U);
  EXPECT_EQ(rows[3].second, 3);
  EXPECT_EQ(rows[3].p95, 2'500 * one_millisecond);
}

TEST(SecondRows, FillASecondInWhichNothingHappened) {
  const loadgate::Run run = a_run().with_latencies("main/list", "load", {1}).build();
  EXPECT_EQ(second_rows(run).size(), 16U);  // the one flow is in the middle of 30 s
  EXPECT_EQ(second_rows(run).at(3).started, 0U);
}

TEST(Histogram, BucketsAreNeverWiderThanOnePercent) {
  EXPECT_EQ(bucket_edge(0), 0U);
  EXPECT_EQ(bucket_edge(99), 99U);
  EXPECT_EQ(bucket_edge(1'234'567), 1'230'000U);
  EXPECT_EQ(bucket_edge(2'019'999), 2'000'000U);
  EXPECT_EQ(bucket_edge(9'876'543), 9'850'000U);
  EXPECT_EQ(bucket_edge(-5), 0U);
  EXPECT_EQ(bucket_edge(1e300), 9'000'000'000'000'000'000U);
  for (double value = 1; value < 1e12; value *= 1.0037) {
    const auto edge = static_cast<double>(bucket_edge(value));
    ASSERT_LE(edge, value);
    ASSERT_LE(std::floor(value) - edge, 0.01 * value) << value;
  }
}

}  // namespace
}  // namespace loadgate
