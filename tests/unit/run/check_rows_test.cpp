// SPDX-License-Identifier: Apache-2.0
#include "run/check_rows.h"

#include <gtest/gtest.h>

#include "run/run_file.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;

/// Sequences 0 to 2 of an open phase and 3 of a closed one, of two steps; the second one polls, and
/// sequence 0 has asked twice. The last flow ended after its first step.
loadgate::Run run_that_polls() {
  return a_run()
      .with_latencies("buy/order", "steady", {10, 20, 30})
      .with_latencies("buy/done", "steady", {5, 5, 5})
      .with_closed_phase("users", 2)
      .with_latencies("buy/order", "users", {7})
      .with([](loadgate::Run& run) {
        run.steps[1].polls = true;
        run.samples.insert(run.samples.begin() + 1, run.samples[1]);
        run.flows.back().end = FlowEnd::cut;
      })
      .build();
}

/// What the reader of the file says of it, or "none".
template <typename Change>
std::string contradiction_after(Change change) {
  loadgate::Run run = run_that_polls();
  change(run);
  const Result<loadgate::Run> again = run_from_json(run_to_json(run), "run.json");
  return again ? "none" : again.error().message;
}

TEST(RowsOfARun, ThatFitTogetherAreRead) {
  EXPECT_EQ(contradiction_after([](loadgate::Run&) {}), "none");
}

TEST(RowsOfARun, LackNoRequestOfAFlow) {
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.samples.erase(run.samples.begin()); }),
            "run.json: flows: entry 0: says that it began 2 of its steps, and there are samples of "
            "1");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.samples.clear(); }),
            "run.json: flows: entry 0: says that it began 2 of its steps, and there are samples of "
            "0");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.flows[1].skipped_steps = 1; }),
            "run.json: flows: entry 1: says that it began 1 of its steps, and there are samples of "
            "2");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.flows[1].skipped_steps = 3; }),
            "run.json: flows: entry 1: skipped 3 of 2 steps");
}

TEST(RowsOfARun, HaveNoRequestWithoutItsFlow) {
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.flows.erase(run.flows.begin() + 1); }),
            "run.json: samples: entry 3: is of no flow, or out of order: sequence 1 of phase "
            "'steady'");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.flows.pop_back(); }),
            "run.json: samples: entry 7: is of no flow, or out of order: sequence 3 of phase "
            "'users'");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.samples[3].user = 4; }),
            "run.json: samples: entry 3: is of another scenario or user than its flow, sequence 1 "
            "of phase 'steady'");
}

TEST(RowsOfARun, AreThereOnce) {
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) {
              run.samples.insert(run.samples.begin(), run.samples[0]);
            }),
            "run.json: samples: entry 1: step 'buy/order' of sequence 0 of phase 'steady' is there "
            "twice, or out of order");
  EXPECT_EQ(contradiction_after(
                [](loadgate::Run& run) { run.flows.insert(run.flows.begin() + 2, run.flows[1]); }),
            "run.json: flows: entry 2: sequence 1 of phase 'steady' is there twice, or out of "
            "order");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) {
              for (Sample& sample : run.samples) {
                sample.sequence = 0;
              }
            }),
            "run.json: samples: entry 3: step 'buy/order' of sequence 0 of phase 'steady' is there "
            "twice, or out of order");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.steps[1].polls = false; }),
            "run.json: samples: entry 2: step 'buy/done' of sequence 0 of phase 'steady' is there "
            "twice, or out of order");
}

TEST(RowsOfARun, AreThoseOfThePlan) {
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) {
              run.flows[2].sequence = run.samples[5].sequence = run.samples[6].sequence = 3;
            }),
            "run.json: flows: entry 2: sequence 3 of phase 'steady' is not planned, expected one "
            "below 3");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) {
              run.flows[3].sequence = run.samples[7].sequence = 1'000'000;
            }),
            "none")
      << "how often users begin anew is not planned";
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) {
              run.phases[1].kind = PhaseKind::iterations;
              run.phases[1].planned_flows = 3;
            }),
            "run.json: flows: entry 3: sequence 3 of phase 'users' is not planned, expected one "
            "below 3");
}

TEST(RowsOfARun, EndAsTheirRequestsDid) {
  EXPECT_EQ(
      contradiction_after([](loadgate::Run& run) { run.samples[0].outcome = Outcome::server_5xx; }),
      "run.json: flows: entry 0: ended well, and a request of it did not");
  EXPECT_EQ(contradiction_after([](loadgate::Run& run) { run.flows[1].end = FlowEnd::failed; }),
            "run.json: flows: entry 1: did not end well, and all of its requests did");
  EXPECT_EQ(contradiction_after(
                [](loadgate::Run& run) { run.flows[1].finished = run.flows[1].intended - 1; }),
            "run.json: flows: entry 1: ended before it began");
}

/// `change` gets the first request: 10 ms, from the moment when it was to go.
template <typename Change>
std::string contradiction_in_times(Change change) {
  return contradiction_after([&change](loadgate::Run& run) { change(run.samples[0]); });
}

TEST(RowsOfARun, HaveNoMomentBeforeTheOneThatItFollows) {
  const std::string first = "run.json: samples: entry 0: ";
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.finished = 0; }),
            first + "ended before it began");
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.finished = -1; }),
            first + "ended before it began");
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.dispatched = sample.intended - 1; }),
            first + "was sent before it was to go");
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.dispatched = sample.finished + 1; }),
            first + "ended before it began");
  for (std::int64_t Sample::*moment : {&Sample::connected, &Sample::first_byte,
                                       &Sample::first_body_byte, &Sample::first_finished}) {
    const std::string beyond = first + "a moment of it lies before its beginning or after its end";
    EXPECT_EQ(contradiction_in_times([&](Sample& sample) { sample.*moment = sample.finished + 1; }),
              beyond);
    EXPECT_EQ(contradiction_in_times([&](Sample& sample) { sample.*moment = sample.intended - 1; }),
              beyond);
    EXPECT_EQ(contradiction_in_times([&](Sample& sample) { sample.*moment = -1; }), "none");
  }
}

TEST(RowsOfARun, HaveNoPartThatIsLongerThanTheWhole) {
  constexpr std::int64_t whole = 10 * testing::one_millisecond;
  const std::string first = "run.json: samples: entry 0: ";
  for (std::int64_t Sample::*part : {&Sample::connect_time, &Sample::tls_time}) {
    EXPECT_EQ(contradiction_in_times([&](Sample& sample) { sample.*part = whole + 1000; }), "none")
        << "libcurl counts microseconds";
    EXPECT_EQ(contradiction_in_times([&](Sample& sample) { sample.*part = whole + 1001; }),
              first + "its connection took longer than the whole request");
  }
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.rx_age = whole; }), "none");
  EXPECT_EQ(contradiction_in_times([](Sample& sample) { sample.rx_age = whole + 1; }),
            first + "its answer waited longer than the whole request took");
}

}  // namespace
}  // namespace loadgate
