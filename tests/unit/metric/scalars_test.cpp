// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "metric/metric.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using testing::one_second;

std::optional<double> measured(const Run& run, std::string_view metric,
                               std::string_view suffix = "") {
  const RunIndex index(run);
  return find_metric(metric)->measure(std::span(&index, 1), Scope{.phase = 0, .step = 0}, suffix);
}

TEST(ErrorRate, IsTheShareOfRequestsThatDidNotSucceed) {
  const loadgate::Run run = a_run()
                                .with_requests("main/list", "load", 90, 10)
                                .with_outcomes("main/list", "load", Outcome::server_5xx, 6)
                                .with_outcomes("main/list", "load", Outcome::dropped, 2)
                                .with_outcomes("main/list", "load", Outcome::cut, 2)
                                .build();
  EXPECT_DOUBLE_EQ(measured(run, "error_rate").value(), 0.1);
}

TEST(ErrorRate, LeavesOutWhatTheGeneratorDropped) {
  const loadgate::Run run = a_run()
                                .with_requests("main/list", "load", 9, 10)
                                .with_outcomes("main/list", "load", Outcome::server_5xx, 1)
                                .with_outcomes("main/list", "load", Outcome::generator_dropped, 10)
                                .build();
  EXPECT_DOUBLE_EQ(measured(run, "error_rate").value(), 0.1);
}

TEST(ErrorRate, IsAlsoOfOneClassOrGroup) {
  const loadgate::Run run = a_run()
                                .with_requests("main/list", "load", 7, 10)
                                .with_outcomes("main/list", "load", Outcome::timeout_total, 2)
                                .with_outcomes("main/list", "load", Outcome::timeout_connect, 1)
                                .build();
  EXPECT_DOUBLE_EQ(measured(run, "error_rate", "timeout_total").value(), 0.2);
  EXPECT_DOUBLE_EQ(measured(run, "error_rate", "timeout").value(), 0.3);
  EXPECT_DOUBLE_EQ(measured(run, "error_rate", "reset").value(), 0);
  EXPECT_FALSE(measured(run, "error_rate", "ok"));
  EXPECT_FALSE(measured(run, "error_rate", "tiemout"));
}

TEST(ErrorRate, OfFirstAttemptsCountsWhatASecondOneMended) {
  loadgate::Run run = a_run()
                          .with_requests("main/list", "load", 7, 10)
                          .with_outcomes("main/list", "load", Outcome::server_5xx, 1)
                          .with_outcomes("main/list", "load", Outcome::generator_dropped, 5)
                          .build();
  EXPECT_FALSE(measured(run, "first_attempt.error_rate")) << "no step has retries";
  run.steps[0].retries = 3;
  run.samples[0].attempts = 2;
  run.samples[0].first_outcome = Outcome::rate_limited;
  EXPECT_DOUBLE_EQ(measured(run, "first_attempt.error_rate").value(), 0.25);
  EXPECT_DOUBLE_EQ(measured(run, "error_rate").value(), 0.125);
}

TEST(ErrorRate, IsUndefinedWithoutRequests) {
  EXPECT_FALSE(measured(a_run().with_step("main/list").with_phase("load").build(), "error_rate"));
}

TEST(CheckRate, IsTheShareOfExpectationsThatHeld) {
  const auto check = [](std::string name, std::uint64_t passed) {
    return CheckCount{
        .step = 0, .phase = 0, .name = std::move(name), .passed = passed, .evaluated = 10};
  };
  const loadgate::Run run = a_run()
                                .with_requests("main/list", "load", 10, 1)
                                .with_check(check("status 2xx", 10))
                                .with_check(check("json /id", 5))
                                .build();
  EXPECT_DOUBLE_EQ(measured(run, "check_rate").value(), 0.75);
  EXPECT_DOUBLE_EQ(measured(run, "check_rate", "json /id").value(), 0.5);
  EXPECT_FALSE(measured(run, "check_rate", "json /name"));
}

TEST(Throughput, IsSuccessesPerSecondWithoutTheDrain) {
  const loadgate::Run run = a_run()
                                .with_requests("main/list", "load", 60, 10)
                                .with_outcomes("main/list", "load", Outcome::server_5xx, 30)
                                .with([](loadgate::Run& changed) {
                                  changed.samples[0].finished = changed.phases[0].ended + 1;
                                  changed.samples[1].finished = changed.phases[0].ended;
                                })
                                .build();
  EXPECT_DOUBLE_EQ(measured(run, "throughput").value(), 59.0 / 30);
}

TEST(Throughput, OfAnArmIsOverItsOwnSlicesAlone) {
  const loadgate::Run run =
      a_run()
          .with_requests("main/list", "load", 60, 10)
          .with([](loadgate::Run& changed) {
            const std::int64_t second = 1'000'000'000;
            changed.pairing = Pairing{
                .arm = Arm::candidate,
                .run_salt = 1,
                .slices = {
                    {.phase = 0, .pair = 0, .started = 0, .ended = second, .is_dropped = true},
                    {.phase = 0,
                     .pair = 1,
                     .started = 20 * second,
                     .ended = 22 * second,
                     .is_dropped = false}}};
            for (std::size_t i = 0; i < changed.samples.size(); ++i) {
              changed.samples[i].intended = i < 20 ? 0 : 20 * second;
              changed.samples[i].finished = changed.samples[i].intended + second / 2;
            }
            changed.samples[59].finished = 23 * second;
          })
          .build();
  EXPECT_DOUBLE_EQ(measured(run, "throughput").value(), 59.0 / 3);
}

TEST(Throughput, IsUndefinedForAPhaseThatNeverBegan) {
  const loadgate::Run run =
      a_run()
          .with_requests("main/list", "load", 6, 10)
          .with([](loadgate::Run& changed) { changed.phases[0].started = -1; })
          .build();
  EXPECT_FALSE(measured(run, "throughput"));
}

TEST(Catalogue, EveryRowIsComplete) {
  std::set<std::string_view> names;
  for (const Metric& metric : all_metrics()) {
    const bool is_distribution = metric.name.shape == Shape::distribution;
    EXPECT_TRUE(metric.name.is_built) << metric.name.name;
    EXPECT_EQ(metric.observe != nullptr, is_distribution) << metric.name.name;
    EXPECT_EQ(metric.measure != nullptr, !is_distribution) << metric.name.name;
    EXPECT_FALSE(metric.description.empty()) << metric.name.name;
    EXPECT_EQ(find_metric(metric.name.name), &metric);
    EXPECT_TRUE(names.insert(metric.name.name).second) << metric.name.name;
  }
}

TEST(Catalogue, FindsAMetricByItsNameBeforeTheFirstDot) {
  EXPECT_EQ(find_metric("error_rate.timeout")->name.name, "error_rate");
  EXPECT_EQ(find_metric("latency.p95")->name.name, "latency");
  EXPECT_EQ(find_metric("ttft"), nullptr);
  EXPECT_EQ(find_metric(""), nullptr);
}

TEST(Catalogue, KnowsTheWordsOfTheDesignThatAreNotBuiltYet) {
  std::set<std::string_view> not_built;
  for (const MetricName& name : metric_names()) {
    if (!name.is_built) {
      EXPECT_TRUE(not_built.insert(name.name).second) << name.name;
      EXPECT_EQ(find_metric(name.name), nullptr);
    }
  }
  EXPECT_EQ(not_built.size() + all_metrics().size(), metric_names().size());
  for (const std::string_view word : {"ttft", "cost_per_request", "goodput"}) {
    EXPECT_TRUE(not_built.contains(word)) << word;
  }
}

TEST(Catalogue, MoreIsBetterForThroughputAndChecks) {
  EXPECT_EQ(find_metric("throughput")->name.better, Better::higher);
  EXPECT_EQ(find_metric("check_rate")->name.better, Better::higher);
  EXPECT_EQ(find_metric("latency")->name.better, Better::lower);
}

}  // namespace
}  // namespace loadgate
