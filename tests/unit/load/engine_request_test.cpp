// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "load/pass.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;

Spec two_steps() {
  return spec_with_steps({step("GET", "/a"), step("GET", "/b")});
}

std::vector<std::uint64_t> jars(const PlayedWorld& world) {
  std::vector<std::uint64_t> all;
  for (const WireRequest& request : world.requests) {
    all.push_back(request.cookie_jar.value_or(UINT64_MAX));
  }
  return all;
}

TEST(CookieJar, is_used_only_where_the_target_keeps_cookies) {
  PlayedWorld world;
  world.run(two_steps());
  EXPECT_THAT(jars(world), Each(UINT64_MAX));
}

TEST(CookieJar, of_a_user_is_kept_over_its_flows) {
  Spec spec = two_steps();
  spec.target.keeps_cookies = true;
  spec.load.phases = {iterations_phase("fixed", 4, 2)};
  PlayedWorld world;
  world.run(spec);
  EXPECT_THAT(jars(world), ElementsAre(0, 1, 0, 1, 0, 1, 0, 1));
  EXPECT_THAT(world.forgotten_jars, ElementsAre(0, 1));
}

TEST(CookieJar, of_a_user_is_new_in_each_phase) {
  Spec spec = two_steps();
  spec.target.keeps_cookies = true;
  spec.load.phases = {iterations_phase("a", 1, 1), iterations_phase("b", 2, 1)};
  PlayedWorld world;
  world.run(spec);
  EXPECT_EQ(world.requests.size(), 6U);
  EXPECT_THAT(world.forgotten_jars, ElementsAre(0, 0));
}

TEST(CookieJar, of_an_arrival_is_its_own) {
  Spec spec = two_steps();
  spec.target.keeps_cookies = true;
  spec.load.phases = {open_phase("load", per_second(4), seconds(1))};
  PlayedWorld world([](const WireRequest&) { return Reply{.after = milliseconds(400)}; });
  world.run(spec);
  std::map<std::uint64_t, std::size_t> uses;
  for (const std::uint64_t jar : jars(world)) {
    ++uses[jar];
  }
  EXPECT_EQ(world.requests.size(), 8U);
  EXPECT_EQ(world.forgotten_jars.size(), 4U);  // before each flow
  for (const auto& [jar, count] : uses) {
    EXPECT_GT(jar, std::uint64_t{UINT32_MAX});
    EXPECT_EQ(count % 2, 0U);
  }
}

TEST(CookieJar, of_the_preflight_is_new_for_each_scenario) {
  Spec spec = small_spec();
  spec.target.keeps_cookies = true;
  spec.scenarios = {scenario("a", {step("GET", "/1")}), scenario("b", {step("GET", "/2")})};
  PlayedWorld world;
  ASSERT_TRUE(world.pass(spec));
  EXPECT_THAT(jars(world), ElementsAre(0, 0));
  EXPECT_THAT(world.forgotten_jars, ElementsAre(0, 0));
}

TEST(CookieJar, holds_secrets) {
  Spec spec = spec_with_steps({step("GET", "/a"), step("GET", "/b")});
  spec.target.keeps_cookies = true;
  spec.load.phases = {open_phase("load", per_second(1), seconds(1))};
  const auto serve = [](const WireRequest& request) {
    const bool is_first = request.url.ends_with("/a");
    return Reply{.status = is_first ? 200 : 500,
                 .body = is_first ? "" : "session-0123456789 has no basket",
                 .headers = {{"set-cookie", is_first ? "sid=session-0123456789; Path=/" : "a=b"}}};
  };
  PlayedWorld world(serve);
  const auto run = world.run(spec);
  ASSERT_EQ(run.errors.size(), 1U);
  EXPECT_EQ(run.errors[0].detail, "*** has no basket");
  PlayedWorld before(serve);
  const auto steps = before.pass(spec).value();
  EXPECT_EQ(steps[1].exchange.body, "*** has no basket");
  EXPECT_THAT(steps[0].exchange.headers,
              Contains(std::pair<std::string, std::string>("set-cookie", "***")));
}

TEST(CookieJar, holds_secrets_that_a_refused_attempt_set_or_a_redirect) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.target.keeps_cookies = true;
  spec.load.retries = 1;
  spec.load.phases = {open_phase("load", per_second(1), seconds(1))};
  PlayedWorld world([&world](const WireRequest&) {
    const bool is_first = world.requests.size() == 1;
    return Reply{.status = is_first ? 429 : 500,
                 .body = "first-0123456789 and hop-0123456789 are not known",
                 .headers = {{"retry-after", "0"},
                             {"set-cookie", is_first ? "sid= first-0123456789 ;Secure" : "bare"}},
                 .hop_cookies = {"hop=hop-0123456789"}};
  });
  const auto run = world.run(spec);
  ASSERT_EQ(run.errors.size(), 1U);
  EXPECT_EQ(run.errors[0].detail, "*** and *** are not known");
}

TEST(Redirects, are_requests_of_the_budget) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.target.redirects = 5;
  spec.load.phases = {closed_phase("users", 1, seconds(60))};
  spec.load.budget.requests = 10;
  PlayedWorld world([](const WireRequest&) { return Reply{.hops = 4}; });
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 2U);
  EXPECT_EQ(run.end, RunEnd::exhausted);
}

TEST(Redirects, are_taken_out_of_the_budget_before_they_are_sent) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.target.redirects = 5;
  spec.load.phases = {closed_phase("users", 1, seconds(60))};
  spec.load.budget.requests = 8;
  PlayedWorld world([](const WireRequest&) { return Reply{.hops = 4}; });
  const auto run = world.run(spec);
  EXPECT_EQ(world.requests.size(), 2U);
  EXPECT_EQ(run.end, RunEnd::exhausted);
  EXPECT_EQ(run.stopped_by, "budget: 8 requests were sent, and the plan was not at its end");
  EXPECT_EQ(outcomes(run), std::vector{Outcome::ok});
  ASSERT_EQ(run.flows.size(), 2U);
  EXPECT_EQ(run.flows[1].end, FlowEnd::cut);
}

TEST(Redirects, are_those_of_the_step_or_of_the_target) {
  Spec spec = two_steps();
  spec.target.redirects = 3;
  spec.scenarios[0].steps[1].redirects = 0;
  spec.load.phases = {iterations_phase("fixed", 1, 1)};
  PlayedWorld world;
  world.run(spec);
  EXPECT_EQ(world.requests[0].redirects, 3);
  EXPECT_EQ(world.requests[1].redirects, 0);
}

TEST(Outcome, that_is_expected_lets_the_flow_go_on) {
  Spec spec = two_steps();
  spec.scenarios[0].steps[0].outcome = "rate_limited";
  spec.load.phases = {iterations_phase("fixed", 5, 1)};
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.url.ends_with("/a") ? 429 : 200};
  });
  const auto run = world.run(spec);
  EXPECT_EQ(count(run, Outcome::expected), 5U);
  EXPECT_EQ(count(run, Outcome::ok), 5U);
  EXPECT_EQ(count(run, FlowEnd::ok), 5U);
  EXPECT_TRUE(run.errors.empty());
  ASSERT_FALSE(run.checks.empty());
  EXPECT_EQ(run.checks[0].name, "outcome rate_limited");
  EXPECT_EQ(run.checks[0].passed, 5U);
}

TEST(Outcome, that_is_expected_is_no_warning_of_the_preflight) {
  Spec spec = two_steps();
  spec.scenarios[0].steps[0].outcome = "auth";
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = request.url.ends_with("/a") ? 401 : 200};
  });
  const Plan plan = make_plan(spec).value();
  const auto run = world.try_run(plan);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_TRUE(run->warnings.empty());
}

/// A first step that captures `next` from this body, and one that goes there.
std::vector<std::string> goes_to(const std::string& body, std::string target_path = {}) {
  Step first = step("GET", "/a");
  first.captures = {capture("next", CaptureKind::json, "/next")};
  Step link = step("GET", "/b");
  link.path = text(reference(ReferenceKind::capture, "next"));
  Spec spec = spec_with_steps({first, link});
  spec.load.phases = {iterations_phase("fixed", 1, 1)};
  PlayedWorld world([&](const WireRequest&) { return Reply{.body = body}; });
  world.target_path = std::move(target_path);
  const auto run = world.run(spec);
  std::vector<std::string> urls;
  for (const WireRequest& request : world.requests) {
    urls.push_back(request.url);
  }
  for (const ErrorExample& example : run.errors) {
    urls.push_back(example.detail);
  }
  return urls;
}

TEST(Link, that_an_answer_gives_is_followed_as_it_stands) {
  const std::string a = "http://target:8080/a";
  EXPECT_THAT(goes_to(R"({"next": "/items?page=2&q=a%20b"})"),
              ElementsAre(a, "http://target:8080/items?page=2&q=a%20b"));
  EXPECT_THAT(goes_to(R"({"next": "http://target:8080/items"})"),
              ElementsAre(a, "http://target:8080/items"));
  EXPECT_THAT(goes_to(R"({"next": "/tea & süß"})"),
              ElementsAre(a, "http://target:8080/tea%20&%20s%C3%BC%C3%9F"));
}

TEST(Link, that_names_a_host_is_left_to_the_transport_to_judge) {
  // It refuses every address that is not of the target: transport_failure_test.
  EXPECT_THAT(goes_to(R"({"next": "//evil.example/x"})", "/base"),
              ElementsAre("http://target:8080/base/a", "http://evil.example/x"));
}

TEST(Link, that_an_answer_gives_begins_at_the_root_of_the_server) {
  EXPECT_THAT(goes_to(R"({"next": "/base/items"})", "/base"),
              ElementsAre("http://target:8080/base/a", "http://target:8080/base/items"));
}

TEST(Link, that_is_no_path_is_an_error_of_its_step_in_the_preflight_too) {
  Step first = step("GET", "/a");
  first.captures = {capture("next", CaptureKind::json, "/next")};
  Step link = step("GET", "/b");
  link.path = text(reference(ReferenceKind::capture, "next"));
  PlayedWorld world([](const WireRequest&) { return Reply{.body = R"({"next": "items"})"}; });
  const auto steps = world.pass(spec_with_steps({first, link})).value();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1].outcome, Outcome::assertion);
  EXPECT_EQ(steps[1].requests, 0);
  EXPECT_EQ(words_of(steps[1]),
            "loadgate.yaml: ${next} holds no path that begins with '/', and no whole address");
  EXPECT_EQ(world.requests.size(), 1U);
}

TEST(Link, that_is_no_path_is_an_error_of_its_step) {
  const std::string refused =
      "loadgate.yaml: ${next} holds no path that begins with '/', and no "
      "whole address";
  const std::string a = "http://target:8080/a";
  EXPECT_THAT(goes_to(R"({"next": "items"})"), ElementsAre(a, refused));
  EXPECT_THAT(goes_to(R"({"next": ""})"), ElementsAre(a, refused));
  EXPECT_THAT(goes_to(R"({"next": "/a\r\nX: y"})"), ElementsAre(a, refused));
  EXPECT_THAT(goes_to(R"({"next": "ftp://target/"})"), ElementsAre(a, refused));
  EXPECT_THAT(goes_to(R"({"next": null})"), ElementsAre(a, refused));
}

}  // namespace
}  // namespace loadgate
