// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

Step step_at(const std::string& target, const std::string& path) {
  Step result = step("GET", path);
  result.name = path;
  result.target = target;
  return result;
}

/// Each with a header and a token of its own; the second one shorter of patience.
Spec two_targets() {
  Spec spec = spec_with_steps({step_at("", "/a"), step_at("inbox", "/b")});
  spec.target.headers = {header("X-Main", text("1"))};
  spec.target.auth = BearerAuth{.token = text("main-token")};
  Target inbox = small_target("http://inbox:8080");
  inbox.name = "inbox";
  inbox.headers = {header("X-Inbox", text("1"))};
  inbox.auth = BearerAuth{.token = text("inbox-token")};
  inbox.timeout = seconds(2);
  spec.targets = {inbox};
  return spec;
}

TEST(Targets, get_only_their_own_requests_headers_and_credentials) {
  PlayedWorld world;
  const auto run = world.run(two_targets());
  ASSERT_EQ(world.requests.size(), 20U);
  EXPECT_EQ(count(run, Outcome::ok), 20U);
  for (const WireRequest& request : world.requests) {
    const bool is_inbox = request.endpoint == 1;
    EXPECT_EQ(request.url, is_inbox ? "http://inbox:8080/b" : "http://target:8080/a");
    EXPECT_THAT(request.headers, Contains(is_inbox ? "X-Inbox: 1" : "X-Main: 1"));
    EXPECT_THAT(request.headers, Not(Contains(is_inbox ? "X-Main: 1" : "X-Inbox: 1")));
    EXPECT_THAT(request.headers, Contains(std::string("Authorization: Bearer ") +
                                          (is_inbox ? "inbox-token" : "main-token")));
    EXPECT_EQ(request.timeout, is_inbox ? seconds(2) : seconds(10));
  }
}

TEST(Targets, share_one_transport_that_knows_them_all) {
  PlayedWorld world;
  world.run(two_targets());
  ASSERT_EQ(world.options.size(), 1U);
  ASSERT_EQ(world.options[0].endpoints.size(), 2U);
  EXPECT_EQ(world.options[0].endpoints[0].place.host, "target");
  EXPECT_EQ(world.options[0].endpoints[1].place.host, "inbox");
}

TEST(Targets, settle_their_http_versions_apart) {
  PlayedWorld world(
      [](const WireRequest& request) { return Reply{.is_http2 = request.endpoint == 1}; });
  world.scheme = "https";
  world.plan = make_plan(two_targets()).value();
  const auto run = world.try_run(world.plan).value();
  ASSERT_EQ(world.options.size(), 2U);
  EXPECT_EQ(world.options[1].endpoints[0].http, HttpVersion::http1);
  EXPECT_EQ(world.options[1].endpoints[1].http, HttpVersion::http2);
  EXPECT_EQ(run.http_version, "1.1 (inbox: 2)");
}

TEST(Targets, are_named_whole_where_one_is_waited_for) {
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.after = request.endpoint == 1 ? milliseconds(2100) : milliseconds(1)};
  });
  Spec spec = two_targets();
  spec.targets[0].timeout = seconds(5);
  ASSERT_TRUE(world.pass(spec));
  EXPECT_THAT(world.listener.notes, ElementsAre("waiting for GET http://inbox:8080/b (2 s)"));
}

TEST(Targets, mask_the_credentials_of_each) {
  Secrets secrets;
  ASSERT_TRUE(learn_secrets(two_targets(), {}, secrets));
  EXPECT_EQ(secrets.mask("main-token inbox-token"), "*** ***");
}

}  // namespace
}  // namespace loadgate
