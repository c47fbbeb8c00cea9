// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Each;
using ::testing::ElementsAre;

Step polled_step(std::int64_t max_requests = 5) {
  Step result = step("GET", "/job");
  result.poll = Poll{.until = {.source = CaptureKind::json,
                               .expression = "/status",
                               .is_equal = true,
                               .value = text("done"),
                               .text = "json:/status == done"},
                     .every = milliseconds(200),
                     .max_requests = max_requests};
  return result;
}

/// Pending for so many answers to the address, then done; each takes 10 ms.
Server pending_for(int answers) {
  return [answers, asked = 0](const WireRequest& request) mutable {
    if (request.url.ends_with("/other")) {
      return Reply{};
    }
    const bool is_done = asked++ % (answers + 1) == answers;
    return Reply{
        .body = is_done ? R"({"status": "done", "url": "/result"})" : R"({"status": "pending"})",
        .after = milliseconds(10)};
  };
}

/// One flow of these steps.
Spec one_flow(std::vector<Step> steps) {
  Spec spec = spec_with_steps(std::move(steps));
  spec.load.phases = {iterations_phase("once", 1, 1)};
  return spec;
}

TEST(Poll, tells_what_of_the_wait_was_loadgates_own) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&, answer = pending_for(2)](const WireRequest& request) mutable {
    played->clock.advance(milliseconds(5));
    Reply reply = answer(request);
    reply.read_late = milliseconds(2);
    return reply;
  });
  played = &world;
  const auto run = world.run(one_flow({polled_step(), polled_step()}));
  ASSERT_EQ(run.samples.size(), 6U);
  for (const std::size_t last : {2U, 5U}) {
    // Three answers read late, two requests sent late: the wait begins when the first was sent.
    EXPECT_EQ(run.samples[last].wait_own, (3 * 2 + 2 * 5) * 1'000'000) << last;
  }
  EXPECT_EQ(run.samples[1].wait_own, 0);
}

TEST(Poll, asks_until_the_condition_holds_and_tells_the_whole_wait) {
  PlayedWorld world(pending_for(3));
  const auto run = world.run(one_flow({polled_step(), step("GET", "/other")}));
  EXPECT_THAT(world.sent(),
              ElementsAre("GET /job", "GET /job", "GET /job", "GET /job", "GET /other"));
  EXPECT_THAT(outcomes(run), Each(Outcome::ok));
  ASSERT_EQ(run.samples.size(), 5U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(run.samples[i].intended, static_cast<std::int64_t>(i) * 210'000'000);
    EXPECT_EQ(latency_of(run.samples[i]), 10'000'000);
    EXPECT_EQ(run.samples[i].wait, i == 3 ? 640'000'000 : -1);
  }
  EXPECT_EQ(run.samples[4].wait, -1);
  EXPECT_THAT(run.samples, Each(::testing::Field(&Sample::wait_own, 0)));
  EXPECT_EQ(count(run, FlowEnd::ok), 1U);
  EXPECT_EQ(run.flows[0].skipped_steps, 0U);
  EXPECT_TRUE(run.steps[0].polls);
  EXPECT_FALSE(run.steps[1].polls);
}

TEST(Poll, looks_at_captures_and_checks_of_the_last_answer_only) {
  Step polled = polled_step();
  polled.captures = {capture("url", CaptureKind::json, "/url")};
  polled.expect.status = {{.low = 200, .high = 299}};
  polled.expect.contains = {text("result")};
  Step use = step("GET", "/other");
  use.path = text({reference(ReferenceKind::capture, "url"), std::string("/other")});
  PlayedWorld world(pending_for(2));
  const auto run = world.run(one_flow({polled, use}));
  EXPECT_EQ(count(run, Outcome::ok), 4U);
  std::vector<std::string> checks;
  for (const CheckCount& check : run.checks) {
    checks.push_back(check.name + " " + std::to_string(check.passed) + "/" +
                     std::to_string(check.evaluated));
  }
  EXPECT_THAT(checks, ElementsAre("status 2xx 3/3", "contains result 1/1",
                                  "poll json:/status == done 1/1"));
}

TEST(Poll, fails_the_step_when_the_condition_was_never_reached) {
  PlayedWorld world(pending_for(100));
  const auto run = world.run(one_flow({polled_step(3), step("GET", "/other")}));
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::ok, Outcome::ok, Outcome::assertion));
  EXPECT_EQ(count(run, FlowEnd::failed), 1U);
  EXPECT_EQ(run.flows[0].skipped_steps, 1U);
  ASSERT_EQ(run.errors.size(), 1U);
  EXPECT_EQ(run.errors[0].detail,
            "poll json:/status == done: not reached after 3 requests: it was 'pending' in the last "
            "answer");
  ASSERT_EQ(run.checks.size(), 1U);
  EXPECT_EQ(run.checks[0].passed, 0U);
  EXPECT_EQ(run.checks[0].evaluated, 1U);
}

TEST(Poll, ends_with_the_answer_that_fails) {
  int asked = 0;
  PlayedWorld world([&asked](const WireRequest&) {
    return Reply{.status = ++asked == 2 ? 500 : 200, .body = R"({"status": "pending"})"};
  });
  const auto run = world.run(one_flow({polled_step()}));
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::ok, Outcome::server_5xx));
}

TEST(Poll, has_waited_at_least_its_age_where_there_was_no_answer) {
  int asked = 0;
  PlayedWorld world([&asked](const WireRequest&) {
    return Reply{.body = R"({"status": "pending"})",
                 .after = ++asked == 2 ? forever : milliseconds(10)};
  });
  Step polled = polled_step();
  polled.timeout = seconds(3);
  const auto run = world.run(one_flow({polled}));
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::ok, Outcome::timeout_total));
  EXPECT_EQ(run.samples[1].wait, 3'210'000'000);
}

TEST(Poll, a_flow_that_was_never_sent_has_waited_since_its_planned_start) {
  PlayedWorld world([](const WireRequest&) {
    return Reply{.body = R"({"status": "done"})", .after = seconds(2)};
  });
  Spec spec = spec_with_steps({polled_step()});
  spec.load.max_in_flight = 1;
  const auto run = world.run(spec);
  const Sample& dropped = run.samples[3];
  ASSERT_EQ(dropped.outcome, Outcome::dropped);
  EXPECT_EQ(dropped.wait, dropped.finished - dropped.intended);
}

TEST(Poll, counts_the_first_request_from_its_plan_and_the_others_from_when_they_were_sent) {
  PlayedWorld world(pending_for(1));
  const auto run = world.run(spec_with_steps({polled_step()}));
  ASSERT_EQ(run.samples[1].sequence, 0U);
  EXPECT_TRUE(run.samples[0].counts_from_intended);
  EXPECT_FALSE(run.samples[1].counts_from_intended);
  EXPECT_EQ(run.flows.size(), 10U);
}

TEST(Poll, compares_as_text_and_what_is_not_there_satisfies_nothing) {
  Step polled = polled_step(2);
  const auto ends = [&polled](CaptureKind source, const std::string& expression, bool is_equal,
                              const std::string& value) {
    polled.poll->until = {.source = source,
                          .expression = expression,
                          .is_equal = is_equal,
                          .value = text(value),
                          .text = "it"};
    PlayedWorld world([](const WireRequest&) {
      return Reply{.status = 202,
                   .body = R"({"n": 3, "is": true, "text": "3", "none": null})",
                   .headers = {{"x-state", "ready"}}};
    });
    return outcomes(world.run(one_flow({polled}))).back() == Outcome::ok;
  };
  EXPECT_TRUE(ends(CaptureKind::json, "/n", true, "3"));
  EXPECT_TRUE(ends(CaptureKind::json, "/text", true, "3"));
  EXPECT_TRUE(ends(CaptureKind::json, "/is", true, "true"));
  EXPECT_TRUE(ends(CaptureKind::json, "/none", true, "null"));
  EXPECT_FALSE(ends(CaptureKind::json, "/n", false, "3"));
  EXPECT_TRUE(ends(CaptureKind::json, "/n", false, "4"));
  EXPECT_FALSE(ends(CaptureKind::json, "/nothing", false, "4"));
  EXPECT_TRUE(ends(CaptureKind::header, "X-State", true, "ready"));
  EXPECT_TRUE(ends(CaptureKind::status, "", true, "202"));
  EXPECT_FALSE(ends(CaptureKind::status, "", true, "200"));
}

TEST(Poll, is_kept_in_the_preflight_too) {
  PlayedWorld world(pending_for(2));
  const auto steps = world.pass(one_flow({polled_step(), step("GET", "/other")})).value();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].requests, 3);
  EXPECT_EQ(steps[0].outcome, Outcome::ok);
  EXPECT_EQ(world.requests.size(), 4U);
}

}  // namespace
}  // namespace loadgate
