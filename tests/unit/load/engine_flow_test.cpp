// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

Spec cart_after_login() {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/access_token")};
  Step cart = step("GET", "/cart");
  cart.headers = {
      header("Authorization", text({"Bearer ", reference(ReferenceKind::capture, "token")}))};
  Spec spec = spec_with_steps({login, cart});
  spec.load.phases = {open_phase("load", per_second(2), seconds(1))};
  return spec;
}

TEST(Flow, feeds_captures_into_later_steps) {
  int logins = 0;
  PlayedWorld world([&](const WireRequest& request) {
    return request.method == "POST"
               ? Reply{.body = "{\"access_token\": \"token-" + std::to_string(++logins) + "\"}"}
               : Reply{};
  });
  world.run(cart_after_login());
  ASSERT_EQ(world.requests.size(), 4U);
  EXPECT_THAT(world.sent(), ElementsAre("POST /login", "GET /cart", "POST /login", "GET /cart"));
  EXPECT_THAT(world.requests[3].headers, ::testing::Contains("Authorization: Bearer token-2"));
}

TEST(Flow, ends_at_a_failed_step_and_counts_the_steps_left) {
  PlayedWorld world([](const WireRequest&) { return Reply{.status = 500}; });
  const auto run = world.run(cart_after_login());
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::server_5xx, Outcome::server_5xx));
  EXPECT_EQ(run.flows[0].end, FlowEnd::failed);
  EXPECT_EQ(run.flows[0].skipped_steps, 1U);
}

TEST(Flow, fails_a_step_whose_capture_finds_nothing) {
  PlayedWorld world([](const WireRequest&) { return Reply{.body = "{}"}; });
  const auto run = world.run(cart_after_login());
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::assertion, Outcome::assertion));
  EXPECT_EQ(run.errors[0].detail, "capture token: json:/access_token found nothing");
}

TEST(Flow, goes_on_after_a_failed_step_where_the_spec_says_so) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b")});
  spec.scenarios[0].steps[0].on_error = OnError::go_on;
  spec.load.phases = {open_phase("load", per_second(1), seconds(1))};
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.url.ends_with("/a") ? 404 : 200};
  });
  const auto run = world.run(spec);
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::client_4xx, Outcome::ok));
  EXPECT_EQ(run.flows[0].end, FlowEnd::failed);
  EXPECT_EQ(run.flows[0].skipped_steps, 0U);
}

TEST(Flow, skips_a_step_that_lacks_what_a_failed_step_should_have_captured) {
  Spec spec = cart_after_login();
  spec.scenarios[0].steps[0].on_error = OnError::go_on;
  PlayedWorld world([](const WireRequest&) { return Reply{.status = 404}; });
  const auto run = world.run(spec);
  EXPECT_EQ(run.samples.size(), 2U);
  EXPECT_EQ(run.flows[0].end, FlowEnd::failed);
  EXPECT_EQ(run.flows[0].skipped_steps, 1U);
  ASSERT_EQ(run.warnings.size(), 1U);
  EXPECT_THAT(run.warnings[0],
              ::testing::StartsWith("step main/GET /cart: some requests could not be written: "));
}

TEST(Flow, sends_a_step_when_the_pause_before_it_is_over) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b")});
  spec.scenarios[0].steps[1].pauses_before = {
      {.low = milliseconds(500), .high = milliseconds(500)}};
  spec.load.phases = {open_phase("load", per_second(1), seconds(1))};
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(20)}; });
  const auto run = world.run(spec);
  ASSERT_EQ(run.samples.size(), 2U);
  EXPECT_EQ(run.samples[1].intended, 1'020'000'000);
  EXPECT_EQ(run.samples[1].dispatched, 1'020'000'000);
  EXPECT_FALSE(run.samples[1].counts_from_intended);
  EXPECT_TRUE(run.samples[0].counts_from_intended);
  EXPECT_EQ(run.flows[0].intended, 500'000'000);
  EXPECT_EQ(run.flows[0].finished, 1'040'000'000);
}

TEST(Flow, draws_pauses_from_the_plan) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.scenarios[0].steps[0].pauses_before = {{.low = milliseconds(1), .high = milliseconds(900)}};
  PlayedWorld first;
  PlayedWorld second([](const WireRequest&) { return Reply{.after = milliseconds(77)}; });
  first.run(spec);
  second.run(spec);
  EXPECT_EQ(first.sent_at, second.sent_at);
}

TEST(Flow, has_every_request_in_exactly_one_class) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b"), step("GET", "/c")});
  spec.load.phases = {open_phase("load", per_second(200), seconds(2))};
  spec.load.max_in_flight = 20;
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    ++requests;
    return Reply{.status = requests % 11 == 0 ? 500 : 200,
                 .after = requests % 13 == 0 ? forever : milliseconds(requests % 90)};
  });
  const auto run = world.run(spec);
  std::uint64_t skipped = 0;
  for (const Flow& flow : run.flows) {
    skipped += flow.skipped_steps;
  }
  EXPECT_EQ(run.flows.size(), 400U);
  EXPECT_EQ(run.samples.size() + skipped, 1200U);
  EXPECT_EQ(world.requests.size() + count(run, Outcome::dropped), run.samples.size());
  EXPECT_GT(count(run, Outcome::dropped), 0U);
  EXPECT_GT(count(run, Outcome::timeout_total), 0U);
  EXPECT_GT(count(run, Outcome::server_5xx), 0U);
}

TEST(Flow, counts_each_check_by_its_name) {
  Step checked = step("GET", "/a");
  checked.expect.status = {{.low = 200, .high = 299}};
  checked.expect.contains = {text("welcome")};
  int requests = 0;
  PlayedWorld world([&](const WireRequest&) {
    ++requests;
    return Reply{.status = requests == 1 ? 503 : 200, .body = requests == 2 ? "" : "welcome"};
  });
  const auto run = world.run(spec_with_steps({checked}));
  ASSERT_EQ(run.checks.size(), 2U);
  EXPECT_EQ(run.checks[0].name, "status 2xx");
  EXPECT_EQ(run.checks[0].passed, 9U);
  EXPECT_EQ(run.checks[0].evaluated, 10U);
  EXPECT_EQ(run.checks[1].name, "contains welcome");
  EXPECT_EQ(run.checks[1].passed, 8U);
  EXPECT_EQ(run.checks[1].evaluated, 9U) << "not looked at where the status is not as expected";
  EXPECT_EQ(count(run, Outcome::overloaded), 1U);
  EXPECT_EQ(count(run, Outcome::assertion), 1U);
}

}  // namespace
}  // namespace loadgate
