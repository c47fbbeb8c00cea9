// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "metric/metric.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using testing::one_millisecond;

constexpr Scope first_step{.phase = 0, .step = 0};

/// "12", or "≥12" if censored; in milliseconds.
std::vector<std::string> observed(const Run& run, std::string_view metric, Scope scope) {
  std::vector<std::string> texts;
  for (const Observation& observation : find_metric(metric)->observe(run, scope)) {
    texts.push_back((observation.is_censored ? "≥" : "") +
                    std::to_string(static_cast<std::int64_t>(observation.value) / one_millisecond));
  }
  return texts;
}

using Texts = std::vector<std::string>;

/// An open flow's first request: planned at 0, sent at 3 ms, connected at 5, first byte at 20, over
/// at 30.
Sample late_request() {
  return Sample{.sequence = 0,
                .user = 0,
                .phase = 0,
                .step = 0,
                .outcome = Outcome::ok,
                .is_new_connection = true,
                .counts_from_intended = true,
                .status = 200,
                .intended = 0,
                .dispatched = 3 * one_millisecond,
                .connected = 5 * one_millisecond,
                .first_byte = 20 * one_millisecond,
                .first_body_byte = 21 * one_millisecond,
                .finished = 30 * one_millisecond,
                .connect_time = 1 * one_millisecond,
                .tls_time = 2 * one_millisecond,
                .bytes_in = 5'000'000};
}

Run with_samples(std::vector<Sample> samples) {
  return a_run()
      .with_step("main/list")
      .with_phase("load")
      .with([samples](loadgate::Run& run) { run.samples = samples; })
      .build();
}

TEST(Populations, LatencyCountsFromThePlannedStartOfAnOpenFlow) {
  EXPECT_EQ(observed(with_samples({late_request()}), "latency", first_step), Texts{"30"});
  EXPECT_EQ(observed(with_samples({late_request()}), "service_time", first_step), Texts{"27"});
  Sample later_step = late_request();
  later_step.counts_from_intended = false;
  EXPECT_EQ(observed(with_samples({later_step}), "latency", first_step), Texts{"27"});
}

TEST(Populations, PartsOfARequestAreReadFromItsStamps) {
  const loadgate::Run run = with_samples({late_request()});
  EXPECT_EQ(observed(run, "ttfb", first_step), Texts{"17"});
  EXPECT_EQ(observed(run, "connect", first_step), Texts{"1"});
  EXPECT_EQ(observed(run, "tls", first_step), Texts{"2"});
  EXPECT_EQ(observed(run, "schedule_lag", first_step), Texts{"3"});
  EXPECT_EQ(observed(run, "bytes_in", first_step), Texts{"5"});
}

TEST(Populations, AWaitIsOfPollsThatEndedOrHadNoAnswer) {
  Sample ended = late_request();
  ended.wait = 700 * one_millisecond;
  Sample unanswered = ended;
  unanswered.outcome = Outcome::timeout_total;
  Sample never_reached = ended;
  never_reached.outcome = Outcome::assertion;
  EXPECT_EQ(observed(with_samples({late_request(), ended, unanswered, never_reached}), "wait",
                     first_step),
            (Texts{"700", "≥700"}));
}

TEST(Populations, AFirstAttemptIsOfRequestsThatNeededNoSecondOne) {
  Sample again = late_request();
  again.attempts = 2;
  again.first_outcome = Outcome::rate_limited;
  again.first_finished = 10 * one_millisecond;
  Sample unanswered = late_request();
  unanswered.outcome = Outcome::timeout_total;
  loadgate::Run run = with_samples({late_request(), again, unanswered});
  EXPECT_EQ(observed(run, "first_attempt.latency.p95", first_step), Texts{}) << "none is allowed";
  run.steps[0].retries = 1;
  EXPECT_EQ(observed(run, "first_attempt.latency.p95", first_step), (Texts{"30", "≥30"}));
  EXPECT_EQ(observed(run, "latency", first_step), (Texts{"30", "30", "≥30"}));
}

TEST(Populations, AnAnswersAgeIsKnownWhereTheKernelToldIt) {
  Sample sample = late_request();
  EXPECT_EQ(observed(with_samples({sample}), "rx_age", first_step), Texts{});
  sample.rx_age = 4 * one_millisecond;
  EXPECT_EQ(observed(with_samples({sample, late_request()}), "rx_age", first_step), Texts{"4"});
}

TEST(Populations, ConnectIsOfNewConnectionsOnly) {
  Sample reused = late_request();
  reused.connect_time = reused.tls_time = -1;
  EXPECT_EQ(observed(with_samples({reused}), "connect", first_step), Texts{});
  EXPECT_EQ(observed(with_samples({reused}), "tls", first_step), Texts{});
}

TEST(Populations, AConnectionThatTimedOutIsCensoredInItsUnfinishedPart) {
  Sample sample = late_request();
  sample.outcome = Outcome::timeout_connect;
  sample.first_byte = sample.first_body_byte = sample.tls_time = -1;
  EXPECT_EQ(observed(with_samples({sample}), "connect", first_step), Texts{"1"});
  EXPECT_EQ(observed(with_samples({sample}), "tls", first_step), Texts{"≥26"});
  sample.connect_time = -1;
  EXPECT_EQ(observed(with_samples({sample}), "connect", first_step), Texts{"≥27"});
  EXPECT_EQ(observed(with_samples({sample}), "tls", first_step), Texts{});
}

TEST(Populations, ATimeToFirstByteIsKnownEvenIfTheRestNeverCame) {
  Sample sample = late_request();
  sample.outcome = Outcome::timeout_idle;
  EXPECT_EQ(observed(with_samples({sample}), "ttfb", first_step), Texts{"17"});
  EXPECT_EQ(observed(with_samples({sample}), "latency", first_step), Texts{"≥30"});
  sample.first_byte = -1;
  EXPECT_EQ(observed(with_samples({sample}), "ttfb", first_step), Texts{"≥27"});
}

TEST(Populations, ADroppedRequestHasWaitedSinceItsPlannedStart) {
  Sample sample = late_request();
  sample.outcome = Outcome::dropped;
  sample.dispatched = sample.connected = sample.first_byte = -1;
  sample.connect_time = sample.tls_time = -1;
  const loadgate::Run run = with_samples({sample});
  EXPECT_EQ(observed(run, "latency", first_step), Texts{"≥30"});
  EXPECT_EQ(observed(run, "service_time", first_step), Texts{"≥30"});
  EXPECT_EQ(observed(run, "schedule_lag", first_step), Texts{});
  EXPECT_EQ(observed(run, "bytes_in", first_step), Texts{});
}

TEST(Populations, EveryOutcomeIsInTheLatencyAtItsValueAtItsAgeOrNotAtAll) {
  const std::vector<Outcome> at_age{Outcome::timeout_connect, Outcome::timeout_first_byte,
                                    Outcome::timeout_idle,    Outcome::timeout_total,
                                    Outcome::dropped,         Outcome::cut};
  for (const OutcomeName& row : all_outcomes()) {
    const loadgate::Run run =
        a_run().with_outcomes("main/list", "load", row.outcome, 1, 12).build();
    const bool is_at_age = std::ranges::find(at_age, row.outcome) != at_age.end();
    const Texts expected = row.outcome == Outcome::ok ? Texts{"12"}
                           : is_at_age                ? Texts{"≥12"}
                                                      : Texts{};
    EXPECT_EQ(observed(run, "latency", first_step), expected) << row.name;
    EXPECT_EQ(is_censored(row.outcome), is_at_age) << row.name;
  }
}

TEST(Populations, AScopeHasItsOwnPhaseAndStepOnly) {
  const loadgate::Run run = a_run()
                                .with_latencies("main/list", "warm-up", {1})
                                .with_latencies("main/list", "load", {2})
                                .with_latencies("main/open", "load", {3})
                                .build();
  EXPECT_EQ(observed(run, "latency", {.phase = 1, .step = 0}), Texts{"2"});
  EXPECT_EQ(observed(run, "latency", {.phase = 1, .step = 1}), Texts{"3"});
}

TEST(Populations, AnIterationIsAWholeFlowOfAScenario) {
  const loadgate::Run run = a_run()
                                .with_latencies("buy/login", "load", {10, 20})
                                .with_latencies("buy/pay", "load", {100, 200})
                                .with_latencies("ask/question", "load", {7})
                                .build();
  EXPECT_EQ(observed(run, "iteration", {.phase = 0, .step = 3}), (Texts{"110", "220"}));
  EXPECT_EQ(observed(run, "iteration", {.phase = 0, .step = 4}), Texts{"7"});
  EXPECT_EQ(observed(run, "iteration", first_step), Texts{});
}

TEST(Populations, AFlowWithoutAnAnswerIsCensoredAFlowWithAnErrorLeftOut) {
  const auto iteration_of = [](Outcome outcome) {
    return observed(a_run().with_outcomes("main/list", "load", outcome, 1, 12).build(), "iteration",
                    {.phase = 0, .step = 1});
  };
  EXPECT_EQ(iteration_of(Outcome::ok), Texts{"12"});
  EXPECT_EQ(iteration_of(Outcome::server_5xx), Texts{});
  EXPECT_EQ(iteration_of(Outcome::timeout_total), Texts{"≥12"});
  EXPECT_EQ(iteration_of(Outcome::dropped), Texts{"≥12"});
  EXPECT_EQ(iteration_of(Outcome::cut), Texts{"≥12"});
  EXPECT_EQ(iteration_of(Outcome::generator_dropped), Texts{});
}

}  // namespace
}  // namespace loadgate
