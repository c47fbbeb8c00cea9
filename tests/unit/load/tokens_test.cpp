// SPDX-License-Identifier: Apache-2.0
#include "load/tokens.h"

#include "base/encoding.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// At 10/s for so long.
Spec authorised_spec(std::int64_t length) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(length))});
  spec.target.auth = OAuth2Auth{.token_url = text("http://login:8080/token"),
                                .client_id = text("me & you"),
                                .client_secret = text(reference(ReferenceKind::secret, "CLIENT")),
                                .scope = text("read write")};
  return spec;
}

bool is_for_token(const WireRequest& request) {
  return request.url.ends_with("/token");
}

/// Gives out token-number-1, token-number-2 …, each for so many seconds.
Server giving_tokens(int life) {
  return [life, given = 0](const WireRequest& request) mutable {
    if (!is_for_token(request)) {
      return Reply{};
    }
    return Reply{.body = R"({"access_token": "token-number-)" + std::to_string(++given) +
                         R"(", "token_type": "Bearer", "expires_in": )" + std::to_string(life) +
                         "}"};
  };
}

class TokenWorld : public PlayedWorld {
 public:
  explicit TokenWorld(Server answering) : PlayedWorld(std::move(answering)) {
    outside.environment["CLIENT"] = "client-secret";
  }
  std::vector<WireRequest> asked() const {
    std::vector<WireRequest> list;
    std::ranges::copy_if(requests, std::back_inserter(list), is_for_token);
    return list;
  }
  /// "token-number-1" of each other request.
  std::vector<std::string> used() const {
    std::vector<std::string> list;
    for (const WireRequest& request : requests) {
      for (const std::string& line : request.headers) {
        if (!is_for_token(request) && line.starts_with("Authorization: Bearer ")) {
          list.push_back(line.substr(std::string_view("Authorization: Bearer ").size()));
        }
      }
    }
    return list;
  }
};

TEST(Tokens, are_fetched_once_and_sent_with_every_request) {
  TokenWorld world(giving_tokens(3600));
  const auto run = world.run(authorised_spec(2));
  EXPECT_EQ(count(run, Outcome::ok), 20U);
  EXPECT_EQ(world.used(), std::vector<std::string>(20, "token-number-1"));
  ASSERT_EQ(world.asked().size(), 1U);
  const WireRequest asked = world.asked().front();
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.url, "http://login:8080/token");
  EXPECT_EQ(asked.body, "grant_type=client_credentials&scope=read%20write");
  EXPECT_THAT(asked.headers,
              Contains("Authorization: Basic " + base64_encode("me%20%26%20you:client-secret")));
  EXPECT_THAT(asked.headers, Contains("Content-Type: application/x-www-form-urlencoded"));
  EXPECT_EQ(world.secrets.mask("token-number-1 client-secret"), "*** ***");
}

TEST(Tokens, may_be_given_out_by_the_target_itself) {
  TokenWorld world(giving_tokens(3600));
  Spec spec = authorised_spec(1);
  std::get<OAuth2Auth>(spec.target.auth).token_url = text("/oauth/token");
  world.run(spec);
  EXPECT_EQ(world.asked().front().url, "http://target:8080/oauth/token");
}

TEST(Tokens, are_renewed_before_they_expire_while_no_request_waits) {
  TokenWorld world(giving_tokens(4));
  const auto run = world.run(authorised_spec(10));
  EXPECT_EQ(count(run, Outcome::ok), 100U);
  EXPECT_EQ(run.samples.size(), 100U) << "tokens are no samples";
  for (const Sample& sample : run.samples) {
    EXPECT_EQ(sample.dispatched, sample.intended);
  }
  // After three quarters of 4 s each.
  EXPECT_EQ(world.asked().size(), 4U);
  const auto used = world.used();
  ASSERT_EQ(used.size(), 100U);
  EXPECT_EQ(used.front(), "token-number-1");
  EXPECT_EQ(used[35], "token-number-2");
  EXPECT_EQ(used.back(), "token-number-4");
  EXPECT_TRUE(run.warnings.empty());
  EXPECT_EQ(world.secrets.mask("token-number-3"), "***");
}

TEST(Tokens, without_a_life_are_not_renewed) {
  TokenWorld world([](const WireRequest&) {
    return Reply{.body = R"({"access_token": "abc-def-ghi", "token_type": "bearer"})"};
  });
  world.run(authorised_spec(60));
  EXPECT_EQ(world.asked().size(), 1U);
}

Error refusal(const Reply& reply) {
  TokenWorld world(
      [reply](const WireRequest& request) { return is_for_token(request) ? reply : Reply{}; });
  world.plan = make_plan(authorised_spec(1)).value();
  const auto run = world.try_run(world.plan);
  EXPECT_FALSE(run);
  EXPECT_EQ(world.requests.size(), 1U) << "nothing else is sent";
  return run ? Error{} : run.error();
}

TEST(Tokens, that_are_refused_mean_no_load) {
  const Error error = refusal({.status = 401, .body = R"({"error": "invalid_client",
                                           "error_description": "no client client-secret"})"});
  EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
  EXPECT_EQ(
      error.message,
      "oauth2: POST http://login:8080/token: auth: status 401: invalid_client: no client ***");
  EXPECT_EQ(error.hint,
            "check token_url, client_id, client_secret and scope of auth.oauth2, and that the "
            "server knows this client");
}

TEST(Tokens, that_are_refused_at_length_show_no_part_of_a_secret) {
  const std::string said = std::string(470, 'x') + "client-secret";
  const Error error =
      refusal({.status = 401, .body = R"({"error": "e", "error_description": ")" + said + "\"}"});
  EXPECT_EQ(error.message, "oauth2: POST http://login:8080/token: auth: status 401: e: " +
                               std::string(470, 'x') + "***");
}

TEST(Tokens, that_are_none_mean_no_load) {
  const std::string before = "oauth2: POST http://login:8080/token: ";
  EXPECT_EQ(refusal({.body = "hello"}).message,
            before + "protocol: the answer has no access_token");
  EXPECT_EQ(refusal({.body = R"({"access_token": 7, "token_type": "bearer"})"}).message,
            before + "protocol: the answer has no access_token");
  EXPECT_EQ(refusal({.body = R"({"access_token": "abcdefgh", "token_type": "mac"})"}).message,
            before + "protocol: the token is no bearer token");
  EXPECT_EQ(refusal({.body = R"({"access_token": "abc\r\nX: y", "token_type": "bearer"})"}).message,
            before + "protocol: the token cannot stand in a header");
  EXPECT_EQ(refusal({.status = 500}).message, before + "server_5xx: status 500");
  EXPECT_EQ(refusal({.outcome = Outcome::connect, .detail = "refused"}).message,
            before + "connect: refused");
}

TEST(Tokens, that_cannot_be_renewed_are_counted_errors_of_those_who_needed_them) {
  TokenWorld* played = nullptr;
  Instant expires = 0;
  TokenWorld world([&](const WireRequest& request) {
    if (!is_for_token(request)) {
      return Reply{.status = played->clock.now() < expires ? 200 : 401};
    }
    if (expires != 0) {
      return Reply{.status = 503};
    }
    expires = played->clock.now() + seconds(4).count();
    return Reply{.body = R"({"access_token": "abc-def-ghi", "token_type": "bearer",
                             "expires_in": 4})"};
  });
  played = &world;
  const auto run = world.run(authorised_spec(10));
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_EQ(count(run, Outcome::ok) + count(run, Outcome::auth), 100U);
  EXPECT_NEAR(static_cast<double>(count(run, Outcome::auth)), 60, 2);
  EXPECT_THAT(run.warnings, ElementsAre("oauth2: a token was not renewed: overloaded: status 503"));
  // At first, after 3 s, and then 1, 2 and 4 s later, or thereabouts.
  EXPECT_EQ(world.asked().size(), 5U);
}

TEST(Tokens, belong_to_the_target_that_declares_them) {
  TokenWorld world(giving_tokens(3600));
  Spec spec = authorised_spec(1);
  Target inbox = small_target("http://inbox:8080");
  inbox.name = "inbox";
  spec.targets = {inbox};
  Step mail = step("GET", "/mail");
  mail.target = "inbox";
  spec.scenarios[0].steps.push_back(mail);
  world.run(spec);
  for (const WireRequest& request : world.requests) {
    if (request.url.starts_with("http://inbox")) {
      EXPECT_THAT(request.headers, Each(Not(HasSubstr("Authorization"))));
    }
  }
  EXPECT_EQ(world.used().size(), 10U);
}

TEST(Tokens, are_there_for_setup_preflight_and_teardown_too) {
  TokenWorld world(giving_tokens(3600));
  Spec spec = authorised_spec(1);
  spec.setup = scenario("setup", {step("POST", "/seed")});
  spec.teardown = scenario("teardown", {step("DELETE", "/seed")});
  world.plan = make_plan(spec).value();
  ASSERT_TRUE(world.try_run(world.plan));
  EXPECT_EQ(world.used(), std::vector<std::string>(13, "token-number-1"));
  EXPECT_EQ(world.asked().size(), 1U);
}

TEST(Tokens, are_in_no_error_example) {
  TokenWorld world([](const WireRequest& request) {
    if (is_for_token(request)) {
      return Reply{.body = R"({"access_token": "abc-def-ghi", "token_type": "bearer"})"};
    }
    return Reply{.status = 500, .body = "you sent abc-def-ghi"};
  });
  const auto run = world.run(authorised_spec(1));
  ASSERT_FALSE(run.errors.empty());
  EXPECT_EQ(run.errors[0].detail, "you sent ***");
}

}  // namespace
}  // namespace loadgate
