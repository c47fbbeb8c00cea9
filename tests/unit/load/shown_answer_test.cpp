// SPDX-License-Identifier: Apache-2.0
#include "load/shown_answer.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr auto unlearned = "unlearned-token-4711";

/// A login that looks for its token where there is none.
Spec mistaken_spec() {
  Step login = step("POST", "/login");
  login.name = "login";
  login.captures = {capture("token", CaptureKind::json, "/acces_token")};
  return spec_with_steps({login});
}

PassStep tried(const Spec& spec, const Reply& reply) {
  PlayedWorld world([&](const WireRequest&) { return reply; });
  return world.pass(spec).value().front();
}

TEST(ShownAnswer, of_a_capture_that_found_nothing_keeps_keys_and_structure) {
  const PassStep login = tried(
      mistaken_spec(), {.body = R"({"access_token": "unlearned-token-4711", "expires_in": 3600,)"
                                R"( "is_new": true, "of": [null, {"pin": 12345678, "to": "x"}]})"});
  EXPECT_EQ(login.exchange.body, R"({"access_token":"***","expires_in":3600,"is_new":true,)"
                                 R"("of":[null,{"pin":"***","to":"***"}]})");
  EXPECT_EQ(login.exchange.detail, "capture token: json:/acces_token found nothing");
}

TEST(ShownAnswer, of_a_capture_that_found_nothing_is_left_out_where_it_is_no_json) {
  const PassStep page = tried(mistaken_spec(), {.body = "token=unlearned-token-4711"});
  EXPECT_EQ(page.exchange.body,
            "(not shown: it is no JSON, and may hold what was not found: token)");
  const std::string large = R"({"access_token": "unlearned-token-4711", "fill": ")" +
                            std::string(4U << 20U, 'x') + R"("})";
  const PassStep cut = tried(mistaken_spec(), {.body = large});
  EXPECT_EQ(cut.exchange.body,
            "(not shown: it is not whole, and may hold what was not found: token)");
  EXPECT_EQ(tried(mistaken_spec(), {.body = ""}).exchange.body, "");
}

TEST(ShownAnswer, of_a_capture_that_found_nothing_keeps_only_harmless_headers) {
  const PassStep login = tried(mistaken_spec(), {.body = "{}",
                                                 .headers = {{"content-type", "text/html"},
                                                             {"x-session", "short"},
                                                             {"location", "/home?code=4711"},
                                                             {"set-cookie", "sid=0815"}}});
  EXPECT_THAT(login.exchange.headers,
              ElementsAre(Pair("content-type", "text/html"), Pair("x-session", "***"),
                          Pair("location", "***"), Pair("set-cookie", "***")));
}

TEST(ShownAnswer, of_another_status_than_expected_hides_what_was_not_found_as_well) {
  Spec spec = mistaken_spec();
  spec.scenarios[0].steps[0].expect.status = {{.low = 201, .high = 201}};
  const PassStep login = tried(spec, {.body = R"({"access_token": "unlearned-token-4711"})"});
  EXPECT_EQ(login.exchange.body, R"({"access_token":"***"})");
  EXPECT_EQ(login.exchange.detail, "status 200, expected 201");
}

TEST(ShownAnswer, is_whole_where_every_capture_found_something) {
  Spec spec = mistaken_spec();
  spec.scenarios[0].steps[0].captures = {capture("id", CaptureKind::json, "/id")};
  const PassStep made = tried(spec, {.body = R"({"id": 7, "state": "new"})"});
  EXPECT_EQ(made.exchange.body, R"({"id": 7, "state": "new"})");
}

TEST(ShownAnswer, of_a_refusal_keeps_the_words_that_are_no_credentials) {
  const PassStep login = tried(
      mistaken_spec(),
      {.status = 409,
       .body = R"({"error": "already logged in", "token": "unlearned-token-4711", "id": 4711})",
       .headers = {{"www-authenticate", "Bearer error=\"x\", old=\"abcdefghijklmnopqrst\""}}});
  EXPECT_EQ(login.exchange.body, R"({"error": "already logged in", "token": "***", "id": 4711})");
  EXPECT_EQ(login.exchange.detail, login.exchange.body);
  EXPECT_THAT(login.exchange.headers,
              ElementsAre(Pair("www-authenticate", "Bearer error=\"x\", old=\"***\"")));
  EXPECT_EQ(tried(mistaken_spec(), {.status = 404, .body = "no such page"}).exchange.body,
            "no such page");
}

TEST(ShownAnswer, of_a_failed_check_names_no_value_where_a_capture_found_nothing) {
  Spec spec = mistaken_spec();
  Expectations& expect = spec.scenarios[0].steps[0].expect;
  expect.json = {JsonExpectation{.pointer = "/user", .value = BodyValue{BodyValue::Number{"1"}}}};
  const PassStep by_json =
      tried(spec, {.body = R"({"user": {"id": 7, "access_token": "unlearned-token-4711"}})"});
  EXPECT_EQ(by_json.exchange.detail, R"(json /user: {"access_token":"***","id":7}, expected 1)");
  expect.json.clear();
  expect.headers = {header("X-Token", text("tok_*")), header("Content-Type", text("text/*"))};
  const PassStep by_header = tried(spec, {.headers = {{"x-token", unlearned}}});
  EXPECT_EQ(by_header.exchange.detail, "header X-Token: another value than expected");
  const PassStep by_type =
      tried(spec, {.headers = {{"x-token", "tok_1"}, {"content-type", "application/json"}}});
  EXPECT_EQ(by_type.exchange.detail, "header Content-Type: 'application/json', expected 'text/*'");
}

/// Of everything that a run keeps or says.
std::string said_by(PlayedWorld& world, const Spec& spec) {
  world.plan = make_plan(spec).value();
  const Run run = world.try_run(world.plan).value();
  std::string said;
  for (const ErrorExample& example : run.errors) {
    said += example.detail + "\n";
  }
  for (const std::string& text : run.warnings) {
    said += text + "\n";
  }
  return said;
}

TEST(ShownAnswer, is_no_more_in_the_examples_and_warnings_of_a_run) {
  for (const int status : {200, 201, 302, 401, 409, 500}) {
    Spec spec = mistaken_spec();
    spec.scenarios[0].steps[0].expect.status = {{.low = 200, .high = 200}};
    spec.load.preflight = status != 401;
    PlayedWorld world([status](const WireRequest&) {
      return Reply{.status = status, .body = R"({"access_token": "unlearned-token-4711"})"};
    });
    const std::string said = said_by(world, spec);
    EXPECT_THAT(said, Not(HasSubstr("unlearned"))) << status;
    EXPECT_THAT(said, HasSubstr(status < 400 ? "assertion" : "***")) << status;
  }
}

TEST(ShownAnswer, stops_a_run_in_setup_and_preflight_without_the_credential) {
  const auto error_of = [](Spec spec) {
    PlayedWorld world([](const WireRequest&) {
      return Reply{.status = 401, .body = R"({"token": "unlearned-token-4711", "why": "expired"})"};
    });
    world.plan = make_plan(std::move(spec)).value();
    return world.try_run(world.plan).error().message;
  };
  EXPECT_EQ(
      error_of(mistaken_spec()),
      R"(auth: POST http://target:8080/login: status 401: {"token": "***", "why": "expired"})");
  Spec with_setup = mistaken_spec();
  with_setup.setup = scenario("setup", with_setup.scenarios[0].steps);
  EXPECT_EQ(error_of(with_setup),
            R"(setup: login: auth: status 401: {"token": "***", "why": "expired"})");
}

}  // namespace
}  // namespace loadgate
