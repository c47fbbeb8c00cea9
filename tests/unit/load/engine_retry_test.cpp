// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Each;
using ::testing::ElementsAre;

/// The first `times` requests to each address are refused.
Server refusing(int times, int status = 429, const std::string& retry_after = "2") {
  return [=, asked = std::map<std::string, int>()](const WireRequest& request) mutable {
    const bool is_refused = asked[request.url]++ < times;
    Reply reply{.status = is_refused ? status : 200, .after = milliseconds(10)};
    if (is_refused && !retry_after.empty()) {
      reply.headers = {{"retry-after", retry_after}};
    }
    return reply;
  };
}

Spec one_flow(std::int64_t retries) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.load.phases = {iterations_phase("once", 1, 1)};
  spec.load.retries = retries;
  return spec;
}

TEST(Retries, wait_as_long_as_the_server_asks_and_the_last_answer_counts) {
  PlayedWorld world(refusing(2));
  const auto run = world.run(one_flow(3));
  EXPECT_EQ(world.requests.size(), 3U);
  ASSERT_EQ(run.samples.size(), 1U);
  const Sample& sample = run.samples[0];
  EXPECT_EQ(sample.outcome, Outcome::ok);
  EXPECT_EQ(sample.attempts, 3U);
  EXPECT_EQ(sample.first_outcome, Outcome::rate_limited);
  EXPECT_EQ(sample.first_finished - sample.dispatched, 10'000'000);
  EXPECT_EQ(latency_of(sample), 4'030'000'000) << "it runs to the end of the last attempt";
  EXPECT_EQ(count(run, FlowEnd::ok), 1U);
  EXPECT_TRUE(run.errors.empty());
  EXPECT_EQ(run.steps[0].retries, 3);
}

TEST(Retries, keep_what_of_all_attempts_was_loadgates_own) {
  PlayedWorld* played = nullptr;
  int asked = 0;
  PlayedWorld world([&](const WireRequest&) {
    // Sent 5 ms later than it could be, each time; read late by 20, 40 and 80 ms.
    played->clock.advance(milliseconds(5));
    const bool is_refused = asked < 2;
    return Reply{.status = is_refused ? 503 : 200,
                 .after = milliseconds(100),
                 .headers = {{"retry-after", "1"}},
                 .read_late = milliseconds(20 << asked++),
                 .handshake_own = milliseconds(1)};
  });
  played = &world;
  const auto run = world.run(one_flow(3));
  ASSERT_EQ(run.samples.size(), 1U);
  const Sample& sample = run.samples[0];
  EXPECT_EQ(sample.attempts, 3U);
  EXPECT_EQ(sample.tls_own, 1'000'000) << "the first attempt's, like tls_time";
  EXPECT_EQ(sample.earlier_own, (20 + 40 + 5 + 5 + 1 + 1) * 1'000'000);
  EXPECT_EQ(sample.rx_age, 80'000'000);
  EXPECT_EQ(own_time_of(sample).sum(), (5 + 1 + 72 + 80) * 1'000'000);
}

TEST(Retries, are_for_answers_that_ask_to_come_back_later) {
  for (const auto& [status, requests] : std::vector<std::pair<int, std::size_t>>{
           {429, 2U}, {503, 2U}, {529, 2U}, {500, 1U}, {404, 1U}}) {
    PlayedWorld world(refusing(1, status));
    world.run(one_flow(1));
    EXPECT_EQ(world.requests.size(), requests) << status;
  }
}

TEST(Retries, are_not_for_an_answer_that_is_expected) {
  PlayedWorld world(refusing(1, 429));
  Spec spec = one_flow(3);
  spec.scenarios[0].steps[0].expect.status = {{.low = 429, .high = 429}};
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 1U);
  EXPECT_EQ(count(run, Outcome::ok), 1U);
}

TEST(Retries, end_with_the_last_refusal) {
  PlayedWorld world(refusing(100, 503));
  const auto run = world.run(one_flow(2));
  EXPECT_EQ(world.requests.size(), 3U);
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::overloaded));
  EXPECT_EQ(run.samples[0].attempts, 3U);
  ASSERT_EQ(run.errors.size(), 1U);
}

TEST(Retries, of_a_step_replace_those_of_the_load) {
  PlayedWorld world(refusing(100, 503));
  Spec spec = one_flow(2);
  spec.scenarios[0].steps[0].retries = 0;
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 1U);
  EXPECT_EQ(run.samples[0].attempts, 1U);
  EXPECT_EQ(run.steps[0].retries, 0);
}

TEST(Retries, wait_longer_each_time_where_the_server_says_nothing) {
  PlayedWorld world(refusing(3, 429, ""));
  const auto run = world.run(one_flow(3));
  ASSERT_EQ(world.sent_at.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::int64_t waited = world.sent_at[i + 1] - world.sent_at[i] - 10'000'000;
    const std::int64_t whole = 500'000'000LL << i;
    EXPECT_GE(waited, whole / 2);
    EXPECT_LE(waited, whole);
  }
  PlayedWorld again(refusing(3, 429, ""));
  again.run(one_flow(3));
  EXPECT_EQ(again.sent_at, world.sent_at) << "drawn with the seed";
}

TEST(Retries, do_not_wait_longer_than_the_flow_may_take) {
  PlayedWorld world(refusing(1, 429, "11"));  // one step of 10 s
  const auto run = world.run(one_flow(3));
  EXPECT_EQ(world.requests.size(), 1U);
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::rate_limited));
}

TEST(Retries, give_their_slot_back_while_they_wait) {
  PlayedWorld world(refusing(1, 429, "1"));
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.scenarios[0].steps[0].path = text({std::string("/"), reference(ReferenceKind::iteration)});
  spec.load.max_in_flight = 1;
  spec.load.retries = 1;
  const auto run = world.run(spec);
  EXPECT_EQ(count(run, Outcome::ok), 10U);
  EXPECT_EQ(world.requests.size(), 20U);
}

TEST(Retries, let_the_refusal_stand_where_no_slot_is_free_for_another_attempt) {
  PlayedWorld world([](const WireRequest& request) {
    const bool is_first = request.url.ends_with("/0");
    return is_first ? Reply{.status = 429, .headers = {{"retry-after", "1"}}}
                    : Reply{.after = seconds(5)};
  });
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.scenarios[0].steps[0].path = text({std::string("/"), reference(ReferenceKind::iteration)});
  spec.load.max_in_flight = 1;
  spec.load.retries = 1;
  const auto run = world.run(spec);
  const Sample& first = run.samples[0];
  EXPECT_EQ(first.outcome, Outcome::rate_limited);
  EXPECT_EQ(first.attempts, 1U);
  EXPECT_THAT(run.errors, ::testing::Contains(::testing::Field(
                              &ErrorExample::detail, "not sent again: max_in_flight was reached")));
}

TEST(Retries, serve_each_request_of_a_poll) {
  int asked = 0;
  PlayedWorld world([&asked](const WireRequest&) {
    ++asked;
    const bool is_refused = asked == 2 || asked == 4;
    return Reply{.status = is_refused ? 503 : 200,
                 .body = asked == 5 ? R"({"status": "done"})" : R"({"status": "pending"})",
                 .headers = {{"retry-after", "0"}}};
  });
  Spec spec = one_flow(1);
  spec.scenarios[0].steps[0].poll = Poll{.until = {.source = CaptureKind::json,
                                                   .expression = "/status",
                                                   .is_equal = true,
                                                   .value = text("done"),
                                                   .text = "json:/status == done"},
                                         .every = milliseconds(100),
                                         .max_requests = 3};
  const auto run = world.run(spec);
  EXPECT_THAT(outcomes(run), Each(Outcome::ok));
  ASSERT_EQ(run.samples.size(), 3U);
  EXPECT_EQ(run.samples[0].attempts, 1U);
  EXPECT_EQ(run.samples[1].attempts, 2U);
  EXPECT_EQ(run.samples[2].attempts, 2U);
  EXPECT_GT(run.samples[2].wait, 200'000'000);
}

TEST(Retries, are_made_by_the_preflight_too) {
  PlayedWorld world(refusing(1));
  const auto steps = world.pass(one_flow(1)).value();
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].requests, 2);
  EXPECT_EQ(steps[0].outcome, Outcome::ok);
  EXPECT_THAT(world.listener.notes,
              ElementsAre("answered with 429, sending main/GET /a again: 2.00 s"));
}

TEST(Retries, leave_the_last_answer_where_a_signal_comes_while_they_wait) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&played](const WireRequest&) {
    played->stop = 2;
    return Reply{.status = 429, .headers = {{"retry-after", "5"}}};
  });
  played = &world;
  const auto run = world.run(one_flow(3));
  EXPECT_EQ(run.end, RunEnd::interrupted);
  EXPECT_LE(run.samples.size(), 1U);
}

TEST(Retries, end_where_the_server_wants_none_today) {
  for (const std::string far : {"86401", "Fri, 31 Dec 9999 23:59:60 GMT"}) {
    PlayedWorld world(refusing(9, 503, far));
    const auto run = world.run(one_flow(3));
    EXPECT_EQ(world.requests.size(), 1U) << far;
    EXPECT_THAT(outcomes(run), ElementsAre(Outcome::overloaded));
    EXPECT_EQ(run.errors[0].detail,
              "not sent again, as its Retry-After is more than a day away: status 503");
  }
}

}  // namespace
}  // namespace loadgate
