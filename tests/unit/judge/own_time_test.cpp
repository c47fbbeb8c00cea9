// SPDX-License-Identifier: Apache-2.0
#include "judge/own_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using namespace loadgate::testing;

/// Requests of so many milliseconds, one after the other.
loadgate::Run answers(const std::vector<double>& milliseconds) {
  return a_run().with_latencies(pay, steady, milliseconds).build();
}

std::vector<std::int64_t> waits(const loadgate::Run& run) {
  std::vector<std::int64_t> all;
  for (const OwnTime& own : own_times(run)) {
    all.push_back(own.wait / one_millisecond);
  }
  return all;
}

TEST(OwnTime, IsTheLagAndTheWaitOfEachRequest) {
  loadgate::Run run = answers({10, 10, 10});
  run.samples[0].dispatched += 2 * one_millisecond;
  run.samples[1].rx_age = 3 * one_millisecond;
  run.samples[2].rx_age = 50 * one_millisecond;  // more than it took
  const std::vector<OwnTime> own = own_times(run);
  EXPECT_EQ(own[0].lag, 2 * one_millisecond);
  EXPECT_EQ(own[0].wait, 0);
  EXPECT_EQ(own[1].sum(), 3 * one_millisecond);
  EXPECT_EQ(own[2].sum(), 10 * one_millisecond);
}

TEST(OwnTime, IsOfHandshakesAndOfAllRequestsBeforeTheLast) {
  loadgate::Run run = answers({100});
  Sample& sample = run.samples[0];
  sample.connect_own = 1 * one_millisecond;
  sample.tls_own = 2 * one_millisecond;
  sample.earlier_own = 30 * one_millisecond;
  sample.rx_age = 4 * one_millisecond;
  EXPECT_EQ(own_times(run)[0].sum(), 37 * one_millisecond);
  EXPECT_EQ(latency_of(net_of_own_time(run).samples[0]), 63 * one_millisecond);
}

/// A request of 100 ms whose header came after 60 ms, with a handshake, that ended a poll.
loadgate::Run whole_request() {
  return a_run()
      .with_latencies(pay, steady, {100})
      .with([](loadgate::Run& run) {
        Sample& sample = run.samples[0];
        sample.first_byte = sample.dispatched + 60 * one_millisecond;
        sample.connect_time = 10 * one_millisecond;
        sample.tls_time = 20 * one_millisecond;
        sample.wait = 400 * one_millisecond;
      })
      .build();
}

struct OwnPart {
  std::string_view metric;
  std::int64_t Sample::*own;
  std::int64_t whole;  ///< ms
};
constexpr std::array own_parts{
    OwnPart{"connect", &Sample::connect_own, 10}, OwnPart{"tls", &Sample::tls_own, 20},
    OwnPart{"ttfb", &Sample::first_own, 60},      OwnPart{"ttfb", &Sample::earlier_own, 60},
    OwnPart{"ttfb", &Sample::tls_own, 60},        OwnPart{"wait", &Sample::wait_own, 400},
    OwnPart{"latency", &Sample::rx_age, 100},     OwnPart{"latency", &Sample::connect_own, 100},
};

TEST(OwnTime, OfEachMetricIsTakenFromIt) {
  for (const OwnPart& part : own_parts) {
    for (const std::int64_t own : {5, 500}) {
      loadgate::Run run = whole_request();
      run.samples[0].*part.own = own * one_millisecond;
      const std::int64_t taken = std::min(own, part.whole) * one_millisecond;
      const OwnTime time = own_times(run)[0];
      EXPECT_EQ(own_reading_of(part.metric).read(run.samples[0], time), taken) << part.metric;
      const loadgate::Run net = net_of_own_time(run);
      const auto left = find_metric(part.metric)->observe(RunIndex(net), Scope{0, 0});
      ASSERT_EQ(left.size(), 1U);
      EXPECT_EQ(left[0].value, static_cast<double>(part.whole * one_millisecond - taken))
          << part.metric;
    }
  }
}

TEST(OwnTime, OfAMetricIsNothingWhereTheMetricIsNot) {
  const loadgate::Run run = answers({10});
  const OwnTime time = own_times(run)[0];
  for (const char* metric : {"connect", "tls", "wait"}) {
    EXPECT_FALSE(own_reading_of(metric).read(run.samples[0], time)) << metric;
  }
  Sample retried = run.samples[0];
  retried.attempts = 2;
  EXPECT_TRUE(own_reading_of("latency").read(retried, time));
  EXPECT_FALSE(own_reading_of("first_attempt.latency").read(retried, time));
}

TEST(OwnTime, OfARequestThatWasNeverSentIsNothing) {
  const loadgate::Run run = a_run().with_outcomes(pay, steady, Outcome::dropped, 1).build();
  EXPECT_EQ(own_times(run)[0].sum(), 0);
}

TEST(OwnTime, WithoutAStampIsAtMostTheLongestStallOfThoseThatCanHaveMetOne) {
  loadgate::Run run = answers({100, 20, 400, 50, 300});
  EXPECT_THAT(waits(run), ElementsAre(0, 0, 0, 0, 0));  // no stall, no wait
  run.health.loop_stalls = 1;
  run.health.max_in_flight_seen = 2;
  run.health.longest_stall = 350 * one_millisecond;
  EXPECT_THAT(waits(run), ElementsAre(0, 0, 350, 0, 300));
  run.health.loop_stalls = 100;
  EXPECT_THAT(waits(run), ElementsAre(100, 20, 350, 50, 300));
  run.samples[2].rx_age = 1 * one_millisecond;  // what is known is known
  EXPECT_THAT(waits(run), ElementsAre(100, 20, 1, 50, 300));
}

TEST(OwnTime, OfARequestWithoutAnAnswerIsNotGuessed) {
  loadgate::Run run = a_run().with_outcomes(pay, steady, Outcome::timeout_total, 1, 500).build();
  run.health.loop_stalls = 10;
  run.health.max_in_flight_seen = 10;
  run.health.longest_stall = 300 * one_millisecond;
  EXPECT_THAT(waits(run), ElementsAre(0));
}

TEST(OwnTime, IsTakenFromEachSampleAndFromItsFlow) {
  loadgate::Run run =
      a_run().with_latencies("buy/login", steady, {10}).with_latencies(pay, steady, {20}).build();
  const loadgate::Run quiet = run;
  for (Sample& sample : run.samples) {
    sample.dispatched += 2 * one_millisecond;
    sample.finished += 7 * one_millisecond;
    sample.first_byte = sample.first_body_byte = sample.finished;
    sample.rx_age = 5 * one_millisecond;
  }
  run.flows[0].finished += 14 * one_millisecond;
  const loadgate::Run net = net_of_own_time(run);
  for (std::size_t i = 0; i < net.samples.size(); ++i) {
    EXPECT_EQ(latency_of(net.samples[i]), latency_of(quiet.samples[i])) << i;
    EXPECT_EQ(net.samples[i].first_byte, net.samples[i].finished) << i;
  }
  EXPECT_EQ(net.flows[0].finished - net.flows[0].intended,
            quiet.flows[0].finished - quiet.flows[0].intended);
}

TEST(OwnTime, OfADamagedFileIsNoNonsense) {
  loadgate::Run run = answers({10});
  run.health.loop_stalls = UINT64_MAX;
  run.health.max_in_flight_seen = UINT64_MAX;
  run.health.longest_stall = -5;
  EXPECT_THAT(waits(run), ElementsAre(0));
}

}  // namespace
}  // namespace loadgate
