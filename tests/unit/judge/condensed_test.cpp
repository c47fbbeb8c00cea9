// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/judgement.h"
#include "judge/own_time.h"
#include "metric/metric.h"
#include "run/condense.h"
#include "support/run_builder.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using testing::a_run;

Rule p95_at_most(double milliseconds) {
  Rule rule = testing::rule("latency", Statistic::p95);
  rule.at_most = milliseconds * 1e6;
  return rule;
}

/// Spread over 10 to 30 ms, sent `late` after it was planned.
loadgate::Run run_with(const Rule& rule, std::int64_t late = 0) {
  return a_run()
      .with_spread("main/list", "load", 2000, 20)
      .with_rule(rule)
      .with([late](loadgate::Run& run) {
        for (Sample& sample : run.samples) {
          sample.dispatched += late;
          sample.finished += late;
          sample.first_byte += late;
          sample.first_body_byte += late;
        }
        for (Flow& flow : run.flows) {
          flow.finished += late;
        }
      })
      .build();
}

State latency_state(const loadgate::Run& run) {
  for (const Finding& finding : judge({run}, std::nullopt).findings) {
    if (finding.metric.starts_with("latency")) {
      return finding.state;
    }
  }
  return State::no_data;
}

TEST(CondensedRun, IsJudgedLikeTheSamplesThatItWasMadeOf) {
  for (const double limit : {1.0, 15.0, 60.0}) {
    for (const std::int64_t late : {0, 900'000, 8'000'000}) {
      const loadgate::Run run = run_with(p95_at_most(limit), late);
      EXPECT_EQ(latency_state(condense(run)), latency_state(run))
          << limit << " ms, " << late << " ns late";
      EXPECT_EQ(judge({condense(run)}, std::nullopt).trust.trust,
                judge({run}, std::nullopt).trust.trust);
    }
  }
}

TEST(CondensedRun, HasNoIntervalBesideItsFigure) {
  for (const Finding& finding :
       judge({condense(run_with(p95_at_most(60)))}, std::nullopt).findings) {
    EXPECT_FALSE(finding.interval_low) << finding.key;
  }
}

TEST(CondensedRun, DecidesNothingThatIsCloserThanItsBuckets) {
  const auto state_at = [](double limit) {
    return latency_state(condense(a_run()
                                      .with_requests("main/list", "load", 500, 100)
                                      .with_rule(p95_at_most(limit))
                                      .build()));
  };
  EXPECT_EQ(state_at(100.1), State::pass);
  EXPECT_EQ(state_at(100.01), State::inconclusive);
  EXPECT_EQ(state_at(99.99), State::inconclusive);
  EXPECT_EQ(state_at(99.9), State::fail);
}

TEST(CondensedRun, SaysWhyItDecidesNothing) {
  const loadgate::Run run =
      a_run().with_requests("main/list", "load", 500, 100).with_rule(p95_at_most(100)).build();
  EXPECT_EQ(latency_state(run), State::pass);
  const Judgement judgement = judge({condense(run)}, std::nullopt);
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(judgement.findings.front().reason,
            "the limit is within 0.05 % of the figure, closer than histograms of so many requests "
            "can tell");
}

TEST(CondensedRun, CountsSmallNumbersExactly) {
  Rule rule = testing::rule("bytes_in", Statistic::p95);
  rule.at_most = 1000;
  const loadgate::Run run =
      a_run()
          .with_requests("main/list", "load", 500, 100)
          .with_rule(rule)
          .with([](loadgate::Run& built) {
            std::ranges::for_each(built.samples, [](Sample& sample) { sample.bytes_in = 1000; });
          })
          .build();
  EXPECT_EQ(judge({condense(run)}, std::nullopt).findings.front().state, State::pass);
}

TEST(CondensedRun, IsJudgedByClassOfTheData) {
  Rule rule = p95_at_most(15);
  rule.data_class = "slow";
  const loadgate::Run run = a_run()
                                .with_spread("main/list", "load", 2000, 10)
                                .with_spread("main/list", "load", 2000, 40)
                                .with_rule(rule)
                                .with([](loadgate::Run& built) {
                                  built.classes = {"slow", "fast"};
                                  built.steps[0].classes = {0, 1};
                                  for (Sample& sample : built.samples) {
                                    const bool is_slow =
                                        sample.finished - sample.intended > 15'000'000;
                                    sample.data_class = is_slow ? 0 : 1;
                                  }
                                })
                                .build();
  EXPECT_EQ(latency_state(condense(run)), State::fail);
  EXPECT_EQ(latency_state(condense(run)), latency_state(run));
}

TEST(CondensedRun, LessItsOwnTimeIsThatOfTheSamples) {
  loadgate::Run run = run_with(p95_at_most(60), 8'000'000);
  for (std::size_t i = 0; i < run.samples.size(); ++i) {
    const auto age = static_cast<std::int64_t>(i % 7) * 100'000;
    Sample& sample = run.samples[i];
    sample.rx_age = sample.first_own = sample.tls_own = age;
    sample.connect_own = 2 * age;
    sample.earlier_own = 3 * age;
    sample.wait_own = 50 * age;
    sample.connect_time = 3'000'000 + static_cast<std::int64_t>(i) * 1'000;
    sample.tls_time = 2 * sample.connect_time;
    sample.wait = 100 * sample.connect_time;
  }
  const loadgate::Run net = net_of_own_time(run);
  const loadgate::Run condensed_net = net_of_own_time(condense(run));
  for (const char* name : {"latency", "service_time", "ttfb", "connect", "tls", "wait"}) {
    const Metric& metric = *find_metric(name);
    const auto exact = summarise(metric.observe(net, Scope{0, 0}), Statistic::p95);
    const auto counted = summarise(metric.observe(condensed_net, Scope{0, 0}), Statistic::p95);
    EXPECT_NEAR(counted->value, exact->value, exact->value / 1000) << name;
    EXPECT_EQ(counted->count, exact->count);
  }
}

TEST(CondensedRun, IsLateByWhatEachMetricWasLateBy) {
  for (const char* name : {"connect", "tls", "ttfb", "wait", "latency"}) {
    Rule rule = testing::rule(name, Statistic::p95);
    rule.at_most = 60e6;
    const loadgate::Run run =
        a_run()
            .with_requests("main/list", "load", 500, 30)
            .with_rule(rule)
            .with([](loadgate::Run& built) {
              built.steps[0].polls = true;
              for (Sample& sample : built.samples) {
                sample.connect_time = sample.tls_time = sample.wait = 80'000'000;
                sample.connect_own = sample.tls_own = sample.wait_own = 30'000'000;
              }
            })
            .build();
    EXPECT_EQ(judge({run}, std::nullopt).trust.trust, Trust::untrusted) << name;
    EXPECT_EQ(judge({condense(run)}, std::nullopt).trust.trust, Trust::untrusted) << name;
  }
}

TEST(CondensedRun, OfAnEarlierVersionHasFiguresAllTheSame) {
  loadgate::Run run = condense(run_with(p95_at_most(60)));
  for (std::size_t row = 0; row < sample_readings().size(); ++row) {
    if (sample_readings()[row].name == "net latency") {
      run.condensed->scopes[0].readings[row] = {};
    }
  }
  const Metric& latency = *find_metric("latency");
  const auto figure = [&latency](const loadgate::Run& of) {
    const auto found = summarise(latency.observe(of, Scope{0, 0}), Statistic::p95);
    return found ? found->value : -1;
  };
  EXPECT_EQ(figure(net_of_own_time(run)), figure(run));
}

TEST(CondensedRun, HoldsStallsThatNobodySawAgainstTheWorst) {
  loadgate::Run run = run_with(p95_at_most(60));
  run.health.loop_stalls = 50;
  run.health.max_in_flight_seen = 4;
  run.health.longest_stall = 40'000'000;
  const loadgate::Run condensed = condense(run);
  EXPECT_EQ(judge({condensed}, std::nullopt).trust.trust, judge({run}, std::nullopt).trust.trust);
  const Metric& latency = *find_metric("latency");
  const auto net =
      summarise(latency.observe(net_of_own_time(condensed), Scope{0, 0}), Statistic::max);
  const auto exact = summarise(latency.observe(net_of_own_time(run), Scope{0, 0}), Statistic::max);
  EXPECT_LE(net->value, exact->value * 1.001);
}

TEST(CondensedRun, WithoutARequestThatWasSentIsNoMeasurement) {
  const loadgate::Run run =
      a_run().with_outcomes("main/list", "load", Outcome::generator_dropped, 5).build();
  EXPECT_EQ(judge({condense(run)}, std::nullopt).verdict, judge({run}, std::nullopt).verdict);
}

}  // namespace
}  // namespace loadgate
