// SPDX-License-Identifier: Apache-2.0
#include "load/preflight.h"

#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::ElementsAre;

Error stopped_by(const Reply& reply) {
  PlayedWorld world([&](const WireRequest&) { return reply; });
  world.plan = make_plan(small_spec()).value();
  const auto run = world.try_run(world.plan);
  EXPECT_EQ(world.requests.size(), 1U);
  return run ? Error{} : run.error();
}

TEST(Preflight, stops_where_nobody_listens) {
  const Error error = stopped_by({.outcome = Outcome::connect, .detail = "Connection refused"});
  EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
  EXPECT_EQ(error.message, "connect: GET http://target:8080/api/items: Connection refused");
  EXPECT_EQ(error.hint, describe(Outcome::connect).advice);
}

TEST(Preflight, stops_at_a_certificate_that_does_not_hold) {
  const Error error = stopped_by({.outcome = Outcome::tls, .detail = "self-signed certificate"});
  EXPECT_EQ(error.message, "tls: GET http://target:8080/api/items: self-signed certificate");
}

TEST(Preflight, stops_where_it_is_not_authorised) {
  for (const int status : {401, 403}) {
    const Error error = stopped_by({.status = status, .body = "no\x1b[31m token"});
    EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
    EXPECT_EQ(error.message, "auth: GET http://target:8080/api/items: status " +
                                 std::to_string(status) + ": no [31m token");
  }
}

TEST(Preflight, warns_of_any_other_answer_and_lets_the_load_measure_it) {
  PlayedWorld world([](const WireRequest&) { return Reply{.status = 500, .body = "oh no"}; });
  world.plan = make_plan(spec_with({open_phase("load", per_second(2), seconds(1))})).value();
  const auto run = world.try_run(world.plan).value();
  EXPECT_THAT(run.warnings,
              ElementsAre("preflight: main/GET /api/items: server_5xx: status 500: oh no"));
  EXPECT_EQ(run.preflight_requests, 1U);
  EXPECT_EQ(run.samples.size(), 2U) << "the preflight is no part of the counts";
  EXPECT_EQ(world.requests.size(), 3U);
}

TEST(Preflight, says_who_it_is) {
  PlayedWorld world;
  ASSERT_TRUE(world.pass(small_spec()));
  EXPECT_THAT(world.requests[0].headers, Contains("User-Agent: loadgate (preflight)"));
  world.run(spec_with({open_phase("load", per_second(1), seconds(1))}));
  EXPECT_THAT(world.requests[1].headers,
              Contains(std::string("User-Agent: loadgate/") + LOADGATE_VERSION));
}

TEST(Preflight, says_what_it_waits_for) {
  PlayedWorld world([](const WireRequest&) { return Reply{.after = seconds(5)}; });
  ASSERT_TRUE(world.pass(small_spec()));
  EXPECT_THAT(world.listener.notes, ElementsAre("waiting for GET /api/items (2 s)"));
}

TEST(Preflight, takes_one_pass_of_each_scenario_or_of_one) {
  Spec spec = small_spec();
  spec.scenarios = {scenario("a", {step("GET", "/1"), step("GET", "/2")}),
                    scenario("b", {step("GET", "/3")})};
  PlayedWorld all;
  ASSERT_EQ(all.pass(spec).value().size(), 3U);
  EXPECT_THAT(all.sent(), ElementsAre("GET /1", "GET /2", "GET /3"));
  PlayedWorld one;
  const auto steps = one.pass(spec, "b").value();
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].step, "b/GET /3");
}

TEST(Preflight, settles_the_http_version_by_what_the_server_spoke) {
  const auto settled = [](const std::string& scheme, bool speaks_http2, HttpVersion asked) {
    PlayedWorld world([=](const WireRequest&) { return Reply{.is_http2 = speaks_http2}; });
    world.scheme = scheme;
    Spec spec = small_spec();
    spec.target.http = asked;
    world.plan = make_plan(spec).value();
    return run_preflight(world.context(world.plan), world.doors(),
                         Given{.captures = {}, .tokens = nullptr})
        .value()
        .versions.front();
  };
  EXPECT_EQ(settled("https", true, HttpVersion::automatic), HttpVersion::http2);
  EXPECT_EQ(settled("https", false, HttpVersion::automatic), HttpVersion::http1);
  EXPECT_EQ(settled("http", false, HttpVersion::automatic), HttpVersion::http1);
  EXPECT_EQ(settled("https", true, HttpVersion::http1), HttpVersion::http1);
}

TEST(Preflight, hands_the_settled_version_to_every_transport_of_the_load) {
  PlayedWorld world([](const WireRequest&) { return Reply{.is_http2 = true}; });
  world.scheme = "https";
  world.plan = make_plan(spec_with({open_phase("load", per_second(1), seconds(1))})).value();
  const auto run = world.try_run(world.plan).value();
  ASSERT_EQ(world.options.size(), 2U);
  EXPECT_EQ(world.options[0].endpoints.front().http, HttpVersion::automatic);
  EXPECT_EQ(world.options[1].endpoints.front().http, HttpVersion::http2);
  EXPECT_EQ(world.options[1].connections, 100U);
  EXPECT_EQ(run.http_version, "2");
}

TEST(Preflight, hands_out_nothing_secret) {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/token")};
  Step use = step("GET", "/me");
  use.path = text({"/me?t=", reference(ReferenceKind::capture, "token")});
  Spec spec = spec_with_steps({login, use});
  spec.target.auth = BearerAuth{.token = text(reference(ReferenceKind::secret, "API"))};
  PlayedWorld world([](const WireRequest&) {
    return Reply{.body = R"({"token": "tok-12345678"})",
                 .headers = {{"set-cookie", "id=1"}, {"x-echo", "top-secret"}}};
  });
  world.outside.environment["API"] = "top-secret";
  const auto steps = world.pass(spec).value();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_THAT(world.requests[0].headers, Contains("Authorization: Bearer top-secret"));
  EXPECT_THAT(steps[0].request.headers, Contains("Authorization: ***"));
  EXPECT_EQ(steps[0].exchange.body, R"({"token": "***"})");
  EXPECT_EQ(steps[0].exchange.headers[0].second, "***");
  EXPECT_EQ(steps[0].exchange.headers[1].second, "***");
  EXPECT_EQ(steps[0].captured[0].second, "***");
  EXPECT_EQ(steps[1].request.url, "http://target:8080/me?t=***");
}

}  // namespace
}  // namespace loadgate
