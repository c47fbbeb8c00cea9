// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "load/secret_values.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;
using ::testing::Not;

Header secret_header(const std::string& header_name, ReferenceKind kind, const std::string& name) {
  return header(header_name, text(reference(kind, name)));
}

TEST(SecretValues, names_everything_that_is_not_set_at_once) {
  Spec spec = small_spec();
  spec.target.headers = {secret_header("X-A", ReferenceKind::environment, "REGION"),
                         secret_header("X-B", ReferenceKind::secret, "API_TOKEN"),
                         secret_header("X-C", ReferenceKind::variable, "size"),
                         secret_header("X-D", ReferenceKind::environment, "REGION")};
  PlayedWorld world;
  const auto run = world.pass(spec);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::invalid_input);
  EXPECT_EQ(run.error().message, "not set: REGION, API_TOKEN, --var size");
  EXPECT_TRUE(world.requests.empty());
}

TEST(SecretValues, refuses_a_secret_that_cannot_be_masked) {
  Spec spec = small_spec();
  spec.target.headers = {secret_header("X-B", ReferenceKind::secret, "PIN")};
  PlayedWorld world;
  world.outside.environment["PIN"] = "123";
  const auto run = world.pass(spec);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "secrets under 4 characters: PIN");
}

TEST(SecretValues, are_secrets_by_kind_by_name_and_as_credentials) {
  Spec spec = small_spec();
  spec.target.headers = {secret_header("X-A", ReferenceKind::environment, "DB_PASSWORD"),
                         secret_header("X-B", ReferenceKind::environment, "REGION"),
                         secret_header("X-C", ReferenceKind::secret, "ANY")};
  spec.target.auth = BasicAuth{.user = text("ann"), .password = text("hidden-word")};
  Outside outside;
  outside.environment = {{"DB_PASSWORD", "db-word"}, {"REGION", "north"}, {"ANY", "any-word"}};
  Secrets secrets;
  ASSERT_TRUE(learn_secrets(spec, outside, secrets));
  EXPECT_EQ(secrets.mask("db-word north any-word hidden-word " + base64_encode("ann:hidden-word")),
            "*** north *** *** ***");
}

/// A server that tells everything it was sent, and fails.
Server telltale() {
  return [](const WireRequest& request) {
    std::string told = "{\"token\": \"captured-token\", \"told\": \"" + request.url;
    for (const std::string& line : request.headers) {
      told += " " + line;
    }
    const bool is_login = request.url.ends_with("/login");
    return Reply{.status = is_login ? 200 : 500, .body = told + "\"}"};
  };
}

TEST(SecretValues, are_in_no_error_example) {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/token")};
  Step use = step("GET", "/use");
  use.path = text({"/use/", reference(ReferenceKind::capture, "token")});
  use.headers = {header("X-Key", text(reference(ReferenceKind::secret, "API")))};
  Spec spec = spec_with_steps({login, use});
  spec.target.auth =
      BasicAuth{.user = text("ann"), .password = text(reference(ReferenceKind::secret, "WORD"))};
  PlayedWorld world(telltale());
  world.outside.environment = {{"API", "api-secret"}, {"WORD", "pass-word"}};
  const auto run = world.run(spec);
  ASSERT_EQ(run.errors.size(), 3U);
  for (const ErrorExample& example : run.errors) {
    EXPECT_THAT(example.detail, HasSubstr("X-Key: ***"));
    EXPECT_THAT(example.detail, HasSubstr("Authorization: Basic ***"));
    EXPECT_THAT(example.detail, HasSubstr("/use/***"));
    EXPECT_THAT(example.detail, Not(HasSubstr("captured-token")));
  }
  EXPECT_EQ(world.secrets.mask("captured-token"), "***") << "known to the process from now on";
}

TEST(SecretValues, are_masked_also_in_an_answer_that_failed_before_they_were_captured) {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/token")};
  login.expect.status = {{.low = 201, .high = 201}};
  Spec spec = spec_with_steps({login});
  PlayedWorld world([](const WireRequest&) {
    return Reply{.status = 500, .body = R"({"token": "captured-token"})"};
  });
  const auto run = world.run(spec);
  ASSERT_EQ(run.errors.size(), 3U);
  EXPECT_EQ(run.errors[0].detail, R"({"token": "***"})");
}

TEST(SecretValues, are_masked_whole_where_they_cross_the_end_of_an_example) {
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.target.headers = {secret_header("X-A", ReferenceKind::secret, "LONG")};
  PlayedWorld world([](const WireRequest&) {
    return Reply{.status = 500, .body = std::string(500, 'x') + std::string(100, 's')};
  });
  world.outside.environment["LONG"] = std::string(100, 's');
  const auto run = world.run(spec);
  EXPECT_EQ(run.errors[0].detail, std::string(500, 'x') + "***");
}

TEST(SecretValues, are_masked_whole_in_what_a_poll_was_answered) {
  Step polled = step("GET", "/a");
  polled.poll = Poll{.until = {.source = CaptureKind::json,
                               .expression = "/key",
                               .is_equal = true,
                               .value = text("done"),
                               .text = "json:/key == done"},
                     .every = milliseconds(10),
                     .max_requests = 1};
  Spec spec = spec_with_steps({polled});
  spec.target.headers = {secret_header("X-A", ReferenceKind::secret, "LONG")};
  PlayedWorld world([](const WireRequest&) {
    return Reply{.body = R"({"key": ")" + std::string(90, 'x') + std::string(300, 's') + R"("})"};
  });
  world.outside.environment["LONG"] = std::string(300, 's');
  const std::string told = "poll json:/key == done: not reached after 1 requests: it was '" +
                           std::string(90, 'x') + "***' in the last answer";
  EXPECT_EQ(world.run(spec).errors[0].detail, told);
  EXPECT_EQ(world.pass(spec).value()[0].exchange.detail, told);
}

TEST(SecretValues, may_be_a_document_that_is_told_again) {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/token")};
  Step use = step("GET", "/use");
  PlayedWorld world([](const WireRequest& request) {
    std::string lines;
    for (int line = 0; line < 5000; ++line) {
      lines += "line-" + std::to_string(10'000 + line) + "\\n";
    }
    const bool is_login = request.url.ends_with("/login");
    return is_login ? Reply{.body = R"({"token": ")" + lines + R"("})"}
                    : Reply{.status = 500, .body = "x " + lines};
  });
  const auto run = world.run(spec_with_steps({login, use}));
  ASSERT_EQ(run.errors.size(), 3U);
  EXPECT_EQ(run.errors[0].detail, "x ") << "more than was read of the answer";
  EXPECT_EQ(world.secrets.values().size(), 1U) << "the lines of a document are no secrets";
}

TEST(SecretValues, of_more_bytes_than_are_kept_leave_the_answer_out) {
  CapturedSecrets captured;
  captured.learn(std::string(600'000, 'a'));
  captured.learn(std::string(600'000, 'a'));
  EXPECT_FALSE(captured.is_full()) << "each is known once";
  captured.learn(std::string(600'000, 'b'));
  EXPECT_TRUE(captured.is_full());
  EXPECT_EQ(captured.values().size(), 1U);
}

TEST(SecretValues, leave_no_beginning_where_an_answer_was_cut) {
  const std::string secret(100, 's');
  Spec spec = spec_with_steps({step("GET", "/a")});
  spec.target.headers = {secret_header("X-A", ReferenceKind::secret, "LONG")};
  PlayedWorld world([&](const WireRequest&) {
    std::string body;
    while (body.size() < 20'000) {
      body += secret;
    }
    return Reply{.status = 500, .body = body};
  });
  world.outside.environment["LONG"] = secret;
  const auto run = world.run(spec);
  EXPECT_THAT(run.errors[0].detail, Not(HasSubstr("s")));
  EXPECT_EQ(world.pass(spec).value()[0].exchange.body.find('s'), std::string::npos);
}

TEST(SecretValues, of_more_flows_than_can_be_masked_are_left_out_with_the_answer) {
  Step login = step("POST", "/login");
  login.captures = {capture("token", CaptureKind::json, "/token")};
  Step use = step("GET", "/use");
  use.path = text({"/use/", reference(ReferenceKind::capture, "token")});
  Spec spec = spec_with_steps({login, use});
  spec.load.phases = {open_phase("load", per_second(500), seconds(1))};
  int logins = 0;
  PlayedWorld world([&](const WireRequest& request) {
    if (request.url.ends_with("/login")) {
      return Reply{.body = "{\"token\": \"token-of-" + std::to_string(++logins) + "\"}"};
    }
    return Reply{.status = logins < 490 ? 200 : 404, .body = request.url};
  });
  const auto run = world.run(spec);
  ASSERT_EQ(run.errors.size(), 3U);
  for (const ErrorExample& example : run.errors) {
    EXPECT_EQ(example.detail,
              "what the server said is left out: too many captured values to mask them all");
  }
}

}  // namespace
}  // namespace loadgate
