// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"
#include "support/socket_server.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

/// A token for each login; a cart for whoever shows one.
void shop(Conversation& connection) {
  while (const auto request = connection.read_request()) {
    const bool is_login = request->starts_with("POST /login");
    const bool has_token = request->find("Authorization: Bearer t-12345678") != std::string::npos;
    if (is_login || has_token) {
      connection.answer(is_login ? R"({"token": "t-12345678"})" : "{}");
    } else {
      connection.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    }
  }
}

Result<Run> run_against(const SocketServer& server, Spec spec, std::int64_t usable_cores) {
  const Plan plan = make_plan(std::move(spec)).value();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.target_urls = {server.url("")};
  Doors doors = real_doors();
  doors.usable_cores = usable_cores;
  doors.may_spin = false;
  return execute(context, doors);
}

Spec login_and_cart() {
  Step login = step("POST", "/login");
  login.body = JsonBody{.value = BodyValue{BodyValue::Object{}}};
  login.captures = {capture("token", CaptureKind::json, "/token")};
  Step cart = step("GET", "/cart");
  cart.headers = {
      header("Authorization", text({"Bearer ", reference(ReferenceKind::capture, "token")}))};
  return spec_with_steps({login, cart});
}

TEST(EngineOverTheNetwork, takes_flows_through_their_steps) {
  const SocketServer server(shop);
  Spec spec = login_and_cart();
  spec.load.phases = {open_phase("load", per_second(200), milliseconds(250))};
  const auto run = run_against(server, spec, 2).value();
  EXPECT_EQ(server.requests().size(), 102U) << "50 flows of two steps, and the preflight";
  EXPECT_EQ(count(run, Outcome::ok), 100U);
  EXPECT_EQ(run.preflight_requests, 2U);
  EXPECT_EQ(run.http_version, "1.1");
  for (const Sample& sample : run.samples) {
    EXPECT_LE(sample.intended, sample.dispatched);
    EXPECT_LE(sample.dispatched, sample.connected);
    EXPECT_LE(sample.connected, sample.first_byte);
    EXPECT_LE(sample.first_byte, sample.finished);
  }
}

TEST(EngineOverTheNetwork, shares_the_load_among_threads) {
  const SocketServer server(shop);
  Step login = step("POST", "/login");
  Spec spec = spec_with_steps({login});
  spec.load.phases = {open_phase("load", per_second(10'000), milliseconds(30)),
                      iterations_phase("fixed", 40, 5),
                      open_phase("after", per_second(1000), milliseconds(30))};
  const auto run = run_against(server, spec, 4).value();
  EXPECT_EQ(run.samples.size(), 370U);
  EXPECT_EQ(server.requests().size(), 371U);
  EXPECT_EQ(run.phases[2].started, run.phases[1].ended);
}

TEST(EngineOverTheNetwork, ends_answers_that_stall_by_the_targets_idle_timeout) {
  const SocketServer server([](Conversation& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    connection.pause(std::chrono::seconds(20));
  });
  Spec spec = spec_with({open_phase("load", per_second(20), milliseconds(100))});
  spec.target.idle_timeout = milliseconds(150);
  const auto run = run_against(server, spec, 1).value();
  EXPECT_EQ(outcomes(run), std::vector(2, Outcome::timeout_idle));
  EXPECT_EQ(run.errors[0].detail, "nothing came for 150ms inside the answer");
}

TEST(EngineOverTheNetwork, follows_no_captured_address_to_another_place) {
  const SocketServer elsewhere([](Conversation& connection) { connection.read_request(); });
  const SocketServer server([&elsewhere](Conversation& connection) {
    while (connection.read_request()) {
      connection.answer(R"({"next": ")" + elsewhere.url("/steal") + R"(", "host": "localhost"})");
    }
  });
  Step first = step("GET", "/first");
  first.captures = {capture("next", CaptureKind::json, "/next"),
                    capture("host", CaptureKind::json, "/host")};
  first.on_error = OnError::go_on;
  Step next = step("GET", "/next");
  next.path = text(reference(ReferenceKind::capture, "next"));
  next.on_error = OnError::go_on;
  Step host = step("GET", "/host");
  host.path = text({"http://", reference(ReferenceKind::capture, "host"),
                    ":" + std::to_string(elsewhere.port()) + "/steal"});
  Spec spec = spec_with_steps({first, next, host});
  spec.load.phases = {open_phase("load", per_second(20), milliseconds(100))};
  const auto run = run_against(server, spec, 1).value();
  EXPECT_EQ(count(run, Outcome::ok), 2U);
  EXPECT_EQ(count(run, Outcome::assertion), 4U);
  ASSERT_EQ(run.errors.size(), 4U);
  EXPECT_EQ(run.errors[0].detail, "the address '***' is not of the target");
  EXPECT_EQ(run.errors[2].detail, "the address 'http://***:" + std::to_string(elsewhere.port()) +
                                      "/steal' is not of the target");
  EXPECT_EQ(server.requests().size(), 3U) << "two flows and the preflight";
  EXPECT_EQ(elsewhere.connections(), 0U);
}

TEST(EngineOverTheNetwork, masks_a_secret_across_the_end_of_a_long_address) {
  const std::string key(300, 'k');
  const SocketServer server([&key](Conversation& connection) {
    while (connection.read_request()) {
      connection.send("HTTP/1.1 302 Found\r\nLocation: http://other/" + std::string(230, 'p') +
                      key + "\r\nContent-Length: 0\r\n\r\n");
    }
  });
  Step step_there = step("GET", "/a");
  step_there.redirects = 2;
  Spec spec = spec_with_steps({step_there});
  spec.target.headers = {header("X-Key", text(reference(ReferenceKind::secret, "KEY")))};
  const Plan plan = make_plan(std::move(spec)).value();
  PlayedWorld world;
  world.outside.environment["KEY"] = key;
  LoadContext context = world.context(plan);
  context.target_urls = {server.url("")};
  const auto steps = run_pass(context, "").value();
  EXPECT_EQ(steps[0].exchange.detail, "a redirect to the address 'http://other/" +
                                          std::string(230, 'p') +
                                          "***', which is not of the target");
}

TEST(EngineOverTheNetwork, leaves_a_preflight_that_hangs_at_a_signal) {
  PlayedWorld world;
  const SocketServer server([&world](Conversation& connection) {
    connection.read_request();
    world.stop = 2;
    connection.pause(std::chrono::seconds(60));
  });
  Spec spec = small_spec();
  spec.target.timeout = seconds(30);
  const Plan plan = make_plan(std::move(spec)).value();
  LoadContext context = world.context(plan);
  context.target_urls = {server.url("")};
  const auto run = execute(context);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "interrupted in the preflight, before the load began");
  EXPECT_EQ(server.open_connections(), 1U) << "the server had not given up";
}

TEST(EngineOverTheNetwork, says_that_nobody_listens) {
  const LoopbackSocket closed = bind_loopback();
  ::close(closed.descriptor);
  const Plan plan = make_plan(small_spec()).value();
  PlayedWorld world;
  LoadContext context = world.context(plan);
  context.target_urls = {"http://127.0.0.1:" + std::to_string(closed.port)};
  const auto run = execute(context);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(
      run.error().message,
      ::testing::StartsWith("connect: GET " + context.target_urls.front() + "/api/items: "));
}

}  // namespace
}  // namespace loadgate
