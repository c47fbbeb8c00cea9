// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "played_world.h"
#include "support/provision_builder.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// Signs up at the target `accounts`, with the number of the credential in the path.
Spec keyed_spec(std::int64_t credentials, std::vector<Phase> phases) {
  Step use = step("GET", "/items");
  use.headers = {header("X-Key", text(column("provisioned", "key")))};
  Spec spec = spec_with_steps({use});
  spec.load.phases = std::move(phases);
  spec.load.preflight = false;
  spec.targets = {small_target("http://accounts:8080")};
  spec.targets[0].name = "accounts";
  Step sign_up = key_step("/accounts");
  sign_up.name = "sign up";
  sign_up.path = text({"/accounts/", reference(ReferenceKind::iteration)});
  sign_up.target = "accounts";
  Step remove = step("DELETE", "/accounts");
  remove.name = "delete";
  remove.path = text({"/keys/", column("provisioned", "key")});
  remove.target = "accounts";
  provide_keys(spec, credentials, {sign_up}, {remove});
  return spec;
}

/// The played world and what its server does; account n gets the key "secret-key-n".
class ProvisioningTest : public ::testing::Test {
 protected:
  Reply answer(const WireRequest& request) {
    if (request.method == "POST") {
      if (const auto odd = sign_ups.find(PlayedWorld::path_of(request)); odd != sign_ups.end()) {
        return odd->second();
      }
    }
    const std::string number = request.url.substr(request.url.rfind('/') + 1);
    return request.method == "DELETE" ? Reply{.status = release_status, .body = "not " + number}
                                      : Reply{.body = R"({"key": "secret-key-)" + number + R"("})"};
  }

  Error error_of(Spec spec) {
    world.plan = make_plan(std::move(spec)).value();
    const auto run = world.try_run(world.plan);
    EXPECT_FALSE(run);
    return run ? Error{} : run.error();
  }

  /// Numbers of the keys that the load sent, in order.
  std::vector<std::string> used_keys() const {
    std::vector<std::string> used;
    for (const WireRequest& request : world.requests) {
      for (const std::string& line : request.headers) {
        if (line.starts_with("X-Key: secret-key-")) {
          used.push_back(line.substr(18));
        }
      }
    }
    return used;
  }

  std::map<std::string, std::function<Reply()>> sign_ups;  // other answers, by path
  int release_status = 204;
  PlayedWorld world{[this](const WireRequest& request) { return answer(request); }};
};

TEST_F(ProvisioningTest, gives_each_user_a_credential_of_its_own_and_takes_it_back) {
  const auto run = world.run(keyed_spec(3, {iterations_phase("load", 6, 3)}));
  EXPECT_THAT(world.sent(), ElementsAre("POST /accounts/0", "POST /accounts/1", "POST /accounts/2",
                                        "GET /items", "GET /items", "GET /items", "GET /items",
                                        "GET /items", "GET /items", "DELETE /keys/secret-key-0",
                                        "DELETE /keys/secret-key-1", "DELETE /keys/secret-key-2"));
  EXPECT_THAT(used_keys(), ElementsAre("0", "1", "2", "0", "1", "2"));
  EXPECT_EQ(run.samples.size(), 6U) << "only the load is counted";
  EXPECT_EQ(count(run, Outcome::ok), 6U);
  EXPECT_EQ(run.flows.size(), 6U);
  EXPECT_THAT(run.warnings, IsEmpty());
  EXPECT_THAT(world.listener.notes, ElementsAre("provisioned 3 credentials: 3 requests",
                                                "released 3 credentials: 3 requests"));
  EXPECT_THAT(world.listener.phases, Contains("provision"));
  EXPECT_THAT(world.requests.front().headers, Contains("User-Agent: loadgate (provision)"));
  EXPECT_THAT(world.requests.back().headers, Contains("User-Agent: loadgate (release)"));
  EXPECT_EQ(world.secrets.mask("secret-key-0, secret-key-2"), "***, ***");
}

TEST_F(ProvisioningTest, has_a_credential_for_the_preflight_and_gives_them_to_arrivals_in_turn) {
  Spec spec = keyed_spec(2, {open_phase("load", per_second(5), seconds(1))});
  spec.load.preflight = true;
  world.plan = make_plan(std::move(spec)).value();
  EXPECT_TRUE(world.try_run(world.plan));
  EXPECT_THAT(used_keys(), ElementsAre("1", "0", "1", "0", "1", "0"));
}

TEST_F(ProvisioningTest, begins_them_at_the_rate_and_never_makes_up_for_a_delay) {
  sign_ups["/accounts/2"] = [this] {
    world.clock.advance(seconds(3));  // as if this process had been stopped
    return Reply{.body = R"({"key": "secret-key-2"})"};
  };
  world.run(keyed_spec(8, {iterations_phase("load", 1, 1)}));
  std::vector<std::int64_t> gaps;
  for (std::size_t request = 1; request < 8; ++request) {
    gaps.push_back((world.sent_at[request] - world.sent_at[request - 1]) / 1'000'000);
  }
  EXPECT_THAT(gaps, ElementsAre(200, 200, 3000, 200, 200, 200, 200));
}

TEST_F(ProvisioningTest, comes_back_when_the_provider_says_also_after_more_than_a_timeout) {
  int asked = 0;
  sign_ups["/accounts/1"] = [&asked] {
    return ++asked == 1 ? Reply{.status = 429, .headers = {{"retry-after", "60"}}}
                        : Reply{.body = R"({"key": "secret-key-1"})"};
  };
  const auto run = world.run(keyed_spec(3, {iterations_phase("load", 3, 3)}));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(world.sent_at[3] - world.sent_at[1], 60'001'000'000);
  EXPECT_THAT(used_keys(), ElementsAre("0", "1", "2"));
  EXPECT_THAT(world.listener.notes,
              Contains("provisioned 3 credentials: 4 requests, 1 of them sent again"));
  EXPECT_EQ(count(run, Outcome::ok), 3U);
}

TEST_F(ProvisioningTest, that_fails_means_no_load_and_releases_what_was_made) {
  sign_ups["/accounts/2"] = [] { return Reply{.status = 409, .body = "secret-key-1 is taken"}; };
  Spec spec = keyed_spec(20, {iterations_phase("load", 20, 20)});
  spec.teardown = scenario("teardown", {step("POST", "/reset")});
  const Error error = error_of(spec);
  EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
  EXPECT_EQ(error.message, "provision: sign up: client_4xx: status 409: *** is taken");
  EXPECT_THAT(error.hint, StartsWith("2 of 20 credentials had been made; "));
  EXPECT_THAT(world.sent(),
              ElementsAre("POST /accounts/0", "POST /accounts/1", "POST /accounts/2",
                          "DELETE /keys/secret-key-0", "DELETE /keys/secret-key-1", "POST /reset"));
  EXPECT_THAT(world.listener.notes, ElementsAre("released 2 credentials: 2 requests"));
}

TEST_F(ProvisioningTest, lets_those_under_way_come_to_their_end_when_another_fails) {
  sign_ups["/accounts/0"] = [] {
    return Reply{.body = R"({"key": "secret-key-0"})", .after = seconds(5)};
  };
  sign_ups["/accounts/1"] = [] { return Reply{.status = 500}; };
  EXPECT_THAT(error_of(keyed_spec(9, {iterations_phase("load", 9, 9)})).message,
              StartsWith("provision: sign up: server_5xx"));
  EXPECT_THAT(world.sent(),
              ElementsAre("POST /accounts/0", "POST /accounts/1", "DELETE /keys/secret-key-0"));
}

TEST_F(ProvisioningTest, ended_by_a_signal_waits_for_those_under_way_and_releases_them) {
  sign_ups["/accounts/2"] = [this] {
    world.stop = 2;
    return Reply{.body = R"({"key": "secret-key-2"})", .after = seconds(5)};
  };
  const Error error = error_of(keyed_spec(20, {iterations_phase("load", 20, 20)}));
  EXPECT_EQ(error.message, "interrupted in the provision, before the load began");
  EXPECT_THAT(world.sent(), ElementsAre("POST /accounts/0", "POST /accounts/1", "POST /accounts/2",
                                        "DELETE /keys/secret-key-0", "DELETE /keys/secret-key-1",
                                        "DELETE /keys/secret-key-2"));
  EXPECT_THAT(
      world.listener.notes,
      ElementsAre("interrupted: waiting for what is under way (1); interrupt again to leave it",
                  "interrupted: releasing 3 credentials; interrupt again to leave them",
                  "released 3 credentials: 3 requests"));
}

TEST_F(ProvisioningTest, ended_by_two_signals_says_what_is_left) {
  sign_ups["/accounts/2"] = [this] {
    world.stop = 2;
    world.leave = 2;
    return Reply{.body = R"({"key": "secret-key-2"})", .after = seconds(5)};
  };
  const Error error = error_of(keyed_spec(20, {iterations_phase("load", 20, 20)}));
  EXPECT_EQ(error.message, "interrupted in the provision, before the load began");
  EXPECT_EQ(world.requests.size(), 3U);
  EXPECT_THAT(world.listener.notes,
              ElementsAre("released 0 credentials: 0 requests",
                          "warning: release: 3 of 3 credentials were not released (rows 0, 1, 2): "
                          "left at a second signal"));
}

TEST_F(ProvisioningTest, a_second_signal_in_the_release_leaves_the_rest_and_keeps_the_run) {
  PlayedWorld stopped([&](const WireRequest& request) {
    if (request.url.ends_with("/secret-key-1")) {
      stopped.stop = 2;
      stopped.leave = 2;
    }
    return answer(request);
  });
  const auto run = stopped.run(keyed_spec(4, {iterations_phase("load", 40, 4)}));
  EXPECT_EQ(count(run, Outcome::ok), 40U);
  EXPECT_EQ(stopped.sent().back(), "DELETE /keys/secret-key-1");
  EXPECT_THAT(run.warnings,
              ElementsAre("release: 2 of 4 credentials were not released (rows 2, 3): left at a "
                          "second signal"));
}

TEST_F(ProvisioningTest, releases_also_after_a_signal_in_the_load) {
  Spec spec = keyed_spec(3, {iterations_phase("load", 600, 3)});
  spec.scenarios[0].steps[0].path = text({"/items/", reference(ReferenceKind::iteration)});
  PlayedWorld stopped([&](const WireRequest& request) {
    if (request.url.ends_with("/items/5")) {
      stopped.stop = 15;
    }
    return answer(request);
  });
  const auto run = stopped.run(spec);
  EXPECT_EQ(run.end, RunEnd::interrupted);
  EXPECT_THAT(stopped.listener.notes, Contains("released 3 credentials: 3 requests"));
}

TEST_F(ProvisioningTest, a_release_that_fails_is_a_warning_that_names_the_rows) {
  release_status = 500;
  const auto run = world.run(keyed_spec(7, {iterations_phase("load", 7, 7)}));
  EXPECT_EQ(run.end, RunEnd::complete);
  EXPECT_THAT(run.warnings,
              ElementsAre("release: 7 of 7 credentials were not released (rows 0, 1, 2, 3, 4, …): "
                          "delete: server_5xx: status 500: not ***"));
}

TEST_F(ProvisioningTest, releases_through_a_failed_preflight) {
  Spec spec = keyed_spec(2, {iterations_phase("load", 1, 1)});
  spec.load.preflight = true;
  PlayedWorld refusing([&](const WireRequest& request) {
    return request.method == "GET" ? Reply{.status = 401} : answer(request);
  });
  refusing.plan = make_plan(std::move(spec)).value();
  EXPECT_FALSE(refusing.try_run(refusing.plan));
  EXPECT_THAT(refusing.sent(), Contains("DELETE /keys/secret-key-1"));
}

TEST_F(ProvisioningTest, of_a_shard_makes_what_its_own_users_need) {
  world.plan = make_plan(keyed_spec(6, {iterations_phase("load", 12, 6)})).value();
  LoadContext context = world.context(world.plan);
  context.share = {.index = 1, .count = 3};
  EXPECT_TRUE(execute(context, world.doors()));
  EXPECT_EQ(world.sent()[0], "POST /accounts/1");
  EXPECT_EQ(world.sent()[1], "POST /accounts/4");
  EXPECT_EQ(world.sent_at[1] - world.sent_at[0], 600'000'000) << "three shards share the rate";
  EXPECT_THAT(used_keys(), ElementsAre("1", "4", "1", "4"));
  EXPECT_THAT(world.sent(), Contains("DELETE /keys/secret-key-4"));
}

TEST_F(ProvisioningTest, is_shown_by_try_for_each_scenario) {
  const auto steps = world.pass(keyed_spec(6, {iterations_phase("load", 12, 5)})).value();
  std::vector<std::string> names;
  std::ranges::transform(steps, std::back_inserter(names), &PassStep::step);
  EXPECT_THAT(names, ElementsAre("provision/sign up", "main/GET /items", "release/delete"));
  EXPECT_THAT(world.sent(),
              ElementsAre("POST /accounts/5", "GET /items", "DELETE /keys/secret-key-5"));
  EXPECT_THAT(steps[1].request.headers, Contains("X-Key: ***"));
  EXPECT_THAT(steps[2].request.url, HasSubstr("/keys/***"));
}

TEST_F(ProvisioningTest, of_try_that_a_signal_ends_is_released_too) {
  sign_ups["/accounts/5"] = [this] {
    world.stop = 2;
    return Reply{.body = R"({"key": "secret-key-5"})", .after = seconds(2)};
  };
  EXPECT_TRUE(world.pass(keyed_spec(6, {iterations_phase("load", 12, 5)})));
  EXPECT_THAT(world.sent(), ElementsAre("POST /accounts/5", "DELETE /keys/secret-key-5"));
}

TEST_F(ProvisioningTest, that_fails_is_shown_by_try_without_the_scenarios) {
  sign_ups["/accounts/5"] = [] { return Reply{.status = 403}; };
  const auto steps = world.pass(keyed_spec(6, {iterations_phase("load", 12, 5)})).value();
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].outcome, Outcome::auth);
  EXPECT_THAT(world.sent(), ElementsAre("POST /accounts/5"));
}

TEST_F(ProvisioningTest, the_same_seed_signs_up_with_the_same_values) {
  const auto sent_with = [](std::uint64_t seed) {
    Spec spec = keyed_spec(4, {iterations_phase("load", 4, 4)});
    spec.provision->steps.steps[0].path = text({"/accounts/", reference(ReferenceKind::uuid)});
    spec.load.seed = seed;
    PlayedWorld played(
        [](const WireRequest&) { return Reply{.body = R"({"key": "secret-key"})"}; });
    played.run(spec);
    return played.sent();
  };
  EXPECT_EQ(sent_with(7), sent_with(7));
  EXPECT_NE(sent_with(7), sent_with(8));
}

}  // namespace
}  // namespace loadgate
