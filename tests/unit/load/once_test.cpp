// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Step post_step(const std::string& path) {
  Step result = step("POST", path);
  result.name = path.substr(1);
  return result;
}

/// Two flows of one step that sends what the setup captured.
Spec framed_spec() {
  Step log_in = post_step("/login");
  log_in.captures = {capture("token", CaptureKind::json, "/token")};
  Step use = step("GET", "/items");
  use.headers = {header("X-Token", text(reference(ReferenceKind::capture, "token")))};
  Step clean = step("DELETE", "/rows");
  clean.name = "clean up";
  clean.headers = use.headers;
  Spec spec = spec_with_steps({use});
  spec.load.phases = {iterations_phase("two", 2, 1)};
  spec.setup = scenario("setup", {log_in, post_step("/seed")});
  spec.teardown = scenario("teardown", {clean});
  return spec;
}

Server with_token() {
  return [](const WireRequest&) { return Reply{.body = R"({"token": "token-of-the-setup"})"}; };
}

TEST(SetupAndTeardown, run_once_around_the_load_and_every_flow_knows_what_was_captured) {
  PlayedWorld world(with_token());
  const auto run = world.run(framed_spec());
  EXPECT_THAT(world.sent(),
              ElementsAre("POST /login", "POST /seed", "GET /items", "GET /items", "DELETE /rows"));
  EXPECT_EQ(run.samples.size(), 2U) << "only the load is counted";
  EXPECT_EQ(run.flows.size(), 2U);
  EXPECT_EQ(count(run, Outcome::ok), 2U);
  for (const std::size_t request : {2U, 3U, 4U}) {
    EXPECT_THAT(world.requests[request].headers, Contains("X-Token: token-of-the-setup"));
  }
  EXPECT_THAT(world.requests[0].headers, Contains("User-Agent: loadgate (setup)"));
  EXPECT_THAT(world.requests[4].headers, Contains("User-Agent: loadgate (teardown)"));
  EXPECT_TRUE(run.warnings.empty());
  EXPECT_EQ(world.secrets.mask("token-of-the-setup"), "***");
}

TEST(SetupAndTeardown, keep_their_pauses) {
  Spec spec = framed_spec();
  spec.setup->steps[1].pauses_before = {{.low = seconds(3), .high = seconds(3)}};
  spec.setup->pauses_after = {{.low = seconds(2), .high = seconds(2)}};
  PlayedWorld world(with_token());
  world.run(spec);
  EXPECT_EQ(world.sent_at[1] - world.sent_at[0], 3'001'000'000);
  EXPECT_GE(world.sent_at[2] - world.sent_at[1], 2'001'000'000);
  EXPECT_THAT(world.listener.notes, ElementsAre("pausing: 3.00 s", "pausing: 2.00 s"));
}

Error error_of(PlayedWorld& world, Spec spec) {
  world.plan = make_plan(std::move(spec)).value();
  const auto run = world.try_run(world.plan);
  EXPECT_FALSE(run);
  return run ? Error{} : run.error();
}

TEST(SetupAndTeardown, a_failed_setup_means_no_load_but_the_teardown_runs) {
  PlayedWorld world([](const WireRequest& request) {
    const bool is_seed = request.url.ends_with("/seed");
    return Reply{.status = is_seed ? 500 : 200,
                 .body = is_seed ? "no room" : R"({"token": "token-of-the-setup"})"};
  });
  const Error error = error_of(world, framed_spec());
  EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
  EXPECT_EQ(error.message, "setup: seed: server_5xx: status 500: no room");
  EXPECT_THAT(world.sent(), ElementsAre("POST /login", "POST /seed", "DELETE /rows"));
}

TEST(SetupAndTeardown, a_step_of_the_setup_may_fail_if_it_says_so) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.url.ends_with("/seed") ? 409 : 200,
                 .body = R"({"token": "token-of-the-setup"})"};
  });
  Spec spec = framed_spec();
  spec.setup->steps[1].on_error = OnError::go_on;
  EXPECT_EQ(count(world.run(spec), Outcome::ok), 2U);
}

TEST(SetupAndTeardown, the_teardown_runs_also_where_the_preflight_failed) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.url.ends_with("/items") ? 401 : 200,
                 .body = R"({"token": "token-of-the-setup"})"};
  });
  EXPECT_THAT(error_of(world, framed_spec()).message, HasSubstr("auth: GET"));
  EXPECT_EQ(world.sent().back(), "DELETE /rows");
}

TEST(SetupAndTeardown, the_teardown_runs_also_after_a_signal) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&played](const WireRequest& request) {
    played->stop = request.url.ends_with("/items") ? 2 : played->stop.load();
    return Reply{.body = R"({"token": "token-of-the-setup"})"};
  });
  played = &world;
  const auto run = world.run(framed_spec());
  EXPECT_EQ(run.end, RunEnd::interrupted);
  EXPECT_EQ(world.sent().back(), "DELETE /rows");
}

TEST(SetupAndTeardown, a_second_signal_leaves_the_teardown_and_keeps_the_run) {
  PlayedWorld* played = nullptr;
  PlayedWorld world([&played](const WireRequest& request) {
    const bool is_teardown = request.method == "DELETE";
    played->stop = is_teardown ? 2 : 0;
    played->leave = is_teardown ? 2 : 0;
    return Reply{.body = R"({"token": "token-of-the-setup"})",
                 .after = is_teardown ? seconds(2) : milliseconds(1)};
  });
  played = &world;
  const auto run = world.run(framed_spec());
  EXPECT_EQ(count(run, Outcome::ok), 2U);
  EXPECT_THAT(run.warnings, ElementsAre("teardown: left at a second signal, before its end"));
}

TEST(SetupAndTeardown, a_failed_teardown_is_a_warning) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.method == "DELETE" ? 404 : 200,
                 .body = R"({"token": "token-of-the-setup"})"};
  });
  const auto run = world.run(framed_spec());
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_THAT(run.warnings, ElementsAre(HasSubstr("teardown: clean up: client_4xx: status 404")));
}

TEST(SetupAndTeardown, are_shown_by_try) {
  PlayedWorld world(with_token());
  const auto steps = world.pass(framed_spec()).value();
  std::vector<std::string> names;
  std::ranges::transform(steps, std::back_inserter(names), &PassStep::step);
  EXPECT_THAT(names,
              ElementsAre("setup/login", "setup/seed", "main/GET /items", "teardown/clean up"));
  EXPECT_THAT(steps[2].request.headers, Contains("X-Token: ***"));
}

TEST(SetupAndTeardown, try_shows_a_failed_setup_without_the_scenarios) {
  PlayedWorld world([](const WireRequest&) { return Reply{.status = 500}; });
  const auto steps = world.pass(framed_spec()).value();
  ASSERT_FALSE(steps.empty());
  EXPECT_EQ(steps[0].step, "setup/login");
  EXPECT_THAT(world.sent(), ElementsAre("POST /login"));
}

}  // namespace
}  // namespace loadgate
