// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <functional>

#include "base/digest.h"
#include "plan/canonical_text.h"
#include "plan/digest_plan.h"
#include "support/provision_builder.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::Pair;

Spec full_spec(const Folder& folder) {
  Spec spec = shop_spec();
  spec.data = {source("products", DataFormat::csv, folder.write("p.csv", "id\n1\n"))};
  spec.load.phases = {open_phase("warm-up", per_second(10), seconds(5)),
                      ramp_phase("ramp", per_second(50), per_second(200), seconds(60)),
                      closed_phase("users", 20, seconds(60)), iterations_phase("fixed", 1000, 10)};
  spec.load.phases[0].measure = false;
  Step& cart = spec.scenarios[0].steps[1];
  cart.path = text({std::string("/cart/"), column("products", "id")});
  cart.headers = {{.name = "X-Shop", .value = text("1")}};
  cart.body =
      JsonBody{.value = BodyValue{.value = BodyValue::Object{
                                      {"n", BodyValue{.value = text(random_between(1, 3))}}}}};
  cart.pauses_before = {{.low = milliseconds(500), .high = seconds(2)}};
  cart.timeout = seconds(3);
  spec.scenarios[0].pauses_after = {{.low = seconds(1), .high = seconds(1)}};
  spec.target.headers = {{.name = "Accept", .value = text("application/json")}};
  return spec;
}

TEST(Digest, TheLoadPartNamesItsSettingsInOrder) {
  const Folder folder;
  EXPECT_THAT(plan_of(full_spec(folder)).digest.load.settings,
              ElementsAre(Pair("phases[0].name", "warm-up"), Pair("phases[0].rate", "10/s"),
                          Pair("phases[0].for", "5s"), Pair("phases[0].measure", "false"),
                          Pair("phases[1].name", "ramp"), Pair("phases[1].rate", "50/s"),
                          Pair("phases[1].to", "200/s"), Pair("phases[1].for", "60s"),
                          Pair("phases[1].measure", "true"), Pair("phases[2].name", "users"),
                          Pair("phases[2].users", "20"), Pair("phases[2].for", "60s"),
                          Pair("phases[2].measure", "true"), Pair("phases[3].name", "fixed"),
                          Pair("phases[3].iterations", "1000"), Pair("phases[3].users", "10"),
                          Pair("phases[3].measure", "true"), Pair("seed", "1"),
                          Pair("arrivals", "constant"), Pair("timeout", "10s"),
                          Pair("connect_timeout", "5s"), Pair("scenarios[0].name", "buy"),
                          Pair("scenarios[0].weight", "80"), Pair("scenarios[1].name", "ask"),
                          Pair("scenarios[1].weight", "20")));
}

TEST(Digest, AStepPartNamesItsSettingsInOrder) {
  const Folder folder;
  const Plan plan = plan_of(full_spec(folder));
  ASSERT_EQ(plan.digest.steps.size(), 3U);
  EXPECT_EQ(plan.digest.steps[1].name, "buy/POST /cart");
  EXPECT_THAT(
      plan.digest.steps[1].settings,
      ElementsAre(Pair("request", "POST /cart/${products.id}"), Pair("headers", "accept, x-shop"),
                  Pair("json", "sha256:" + sha256("{\"n\":\"${random:1..3}\"}")),
                  Pair("timeout", "3s"), Pair("pause_before[0]", "500ms..2s"),
                  Pair("pause_after[0]", "1s"),
                  Pair("data.products", "sha256:" + plan.data[0].digest),
                  Pair("data.products.pick", "random")));
}

TEST(Digest, AProfileIsTheFirstDifference) {
  Spec spec = small_spec();
  const DigestPart none = plan_of(spec).digest.load;
  spec.profile = "deploy";
  spec.load.phases = {open_phase("load", per_second(100), seconds(60))};
  const DigestPart deploy = plan_of(spec).digest.load;
  spec.profile = "soak";
  const DigestPart soak = plan_of(spec).digest.load;
  EXPECT_THAT(deploy.settings[0], Pair("profile", "deploy"));
  EXPECT_NE(deploy.digest, soak.digest);
  EXPECT_EQ(describe_difference(none, deploy),
            "recorded without a profile, this run with the profile 'deploy'");
  EXPECT_EQ(describe_difference(deploy, soak),
            "recorded with the profile 'deploy', this run with the profile 'soak'");
  EXPECT_EQ(describe_difference(soak, none),
            "recorded with the profile 'soak', this run without a profile");
}

TEST(Digest, AStoredOneThatContradictsItselfIsFound) {
  const PlanDigest plan = plan_of(shop_spec()).digest;
  EXPECT_EQ(contradiction_in(plan), "");
  EXPECT_EQ(contradiction_in(sealed(plan)), "");
  EXPECT_EQ(sealed(plan).total, plan.total);
  const auto with = [&plan](const auto& change) {
    PlanDigest changed = plan;
    change(changed);
    return contradiction_in(changed);
  };
  EXPECT_EQ(with([](PlanDigest& changed) { changed.steps.clear(); }), "a plan without a step");
  EXPECT_EQ(with([](PlanDigest& changed) { changed.load.settings[0].second = "other"; }),
            "the digest of the load is not that of its settings");
  EXPECT_EQ(with([](PlanDigest& changed) { changed.steps[1].settings.pop_back(); }),
            "the digest of the step 'buy/POST /cart' is not that of its settings");
  EXPECT_EQ(with([](PlanDigest& changed) { changed.steps[1] = changed.steps[0]; }),
            "the step 'buy/POST /login' is there twice");
  EXPECT_EQ(with([](PlanDigest& changed) { std::swap(changed.steps[0], changed.steps[1]); }),
            "the digest of the plan is not that of its parts");
}

TEST(Digest, IsPinned) {
  // Recorded runs are compared by it: a change of this value makes every baseline incomparable.
  EXPECT_EQ(plan_of(small_spec()).digest.total,
            "6e81919aad04720163e36cbbe5b21539c30a25230317e5282ebbd91505e28ef5");
}

struct Change {
  std::string what;
  std::function<void(Spec&)> apply;
  std::string told;  ///< by describe_difference; empty: the digest is the same
};

const std::vector<Change>& load_changes() {
  static const std::vector<Change> changes{
      {"rate",
       [](Spec& spec) { spec.load.phases[0] = open_phase("warm-up", per_second(100), seconds(5)); },
       "recorded at 10/s, this run 100/s: phases[0].rate"},
      {"seed", [](Spec& spec) { spec.load.seed = 9; }, "recorded at 1, this run 9: seed"},
      {"arrivals", [](Spec& spec) { spec.load.arrivals = Arrivals::poisson; },
       "recorded at constant, this run poisson: arrivals"},
      {"weight", [](Spec& spec) { spec.scenarios[1].weight = 21; },
       "recorded at 20, this run 21: scenarios[1].weight"},
      {"timeout", [](Spec& spec) { spec.target.timeout = seconds(4); },
       "recorded at 10s, this run 4s: timeout"},
      {"cap", [](Spec& spec) { spec.load.max_in_flight = 900; },
       "recorded without it, this run 900: max_in_flight"},
      {"rate of a ramp, which moves the default cap",
       [](Spec& spec) {
         spec.load.phases[1] = ramp_phase("ramp", per_second(50), per_second(240), seconds(60));
       },
       "recorded at 200/s, this run 240/s: phases[1].to"},
      {"idle timeout", [](Spec& spec) { spec.target.idle_timeout = seconds(4); },
       "recorded without it, this run 4s: idle_timeout"},
      {"one phase less", [](Spec& spec) { spec.load.phases.pop_back(); },
       "recorded at fixed, this run without it: phases[3].name"},
      {"no ramp",
       [](Spec& spec) { spec.load.phases[1] = open_phase("ramp", per_second(50), seconds(60)); },
       "recorded at 200/s, this run without it: phases[1].to"},
      {"address", [](Spec& spec) { spec.target.url = text("https://other:99"); }, ""},
      {"mock", [](Spec& spec) { spec.target.mock = "mock.yaml"; }, ""},
      {"rules",
       [](Spec& spec) {
         spec.rules = {rule("latency", Statistic::p95)};
         spec.has_rules = true;
       },
       ""},
      {"reports", [](Spec& spec) { spec.reports.dir = "elsewhere"; }, ""},
      {"gate", [](Spec& spec) { spec.gate.confidence = 0.99; }, ""},
      {"preflight", [](Spec& spec) { spec.load.preflight = false; }, ""},
      {"a step's path", [](Spec& spec) { spec.scenarios[1].steps[0].path = text("/other"); }, ""},
  };
  return changes;
}

TEST(Digest, TheLoadPartTellsWhatChangedAndNothingElse) {
  const Folder folder;
  const Plan recorded = plan_of(full_spec(folder));
  for (const Change& change : load_changes()) {
    Spec spec = full_spec(folder);
    change.apply(spec);
    const Plan current = plan_of(spec);
    EXPECT_EQ(describe_difference(recorded.digest.load, current.digest.load), change.told)
        << change.what;
    EXPECT_EQ(recorded.digest.load.digest == current.digest.load.digest, change.told.empty())
        << change.what;
  }
}

const std::vector<Change>& step_changes() {
  static const std::vector<Change> changes{
      {"method", [](Spec& spec) { spec.scenarios[0].steps[1].method = "PUT"; },
       "recorded at POST /cart/${products.id}, this run PUT /cart/${products.id}: "
       "request of buy/POST /cart"},
      {"header",
       [](Spec& spec) {
         spec.scenarios[0].steps[1].headers.push_back({.name = "X-New", .value = text("")});
       },
       "recorded at accept, x-shop, this run accept, x-new, x-shop: headers of buy/POST /cart"},
      {"pause", [](Spec& spec) { spec.scenarios[0].steps[1].pauses_before[0].low = seconds(1); },
       "recorded at 500ms..2s, this run 1s..2s: pause_before[0] of buy/POST /cart"},
      {"cookies", [](Spec& spec) { spec.target.keeps_cookies = true; },
       "recorded without it, this run kept: cookies of buy/POST /cart"},
      {"redirects", [](Spec& spec) { spec.scenarios[0].steps[1].redirects = 3; },
       "recorded without it, this run 3: redirects of buy/POST /cart"},
      {"own timeout", [](Spec& spec) { spec.scenarios[0].steps[1].timeout.reset(); },
       "recorded at 3s, this run without it: timeout of buy/POST /cart"},
      {"pick", [](Spec& spec) { spec.data[0].pick = Pick::sequential; },
       "recorded at random, this run sequential: data.products.pick of buy/POST /cart"},
      {"weights", [](Spec& spec) { spec.data[0].weight_column = "id"; },
       "recorded without it, this run id: data.products.weight_column of buy/POST /cart"},
      {"header's value",
       [](Spec& spec) { spec.scenarios[0].steps[1].headers[0].value = text("2"); }, ""},
      {"expectation",
       [](Spec& spec) { spec.scenarios[0].steps[1].expect.status = {{.low = 200, .high = 200}}; },
       ""},
      {"the target's address in front of the path",
       [](Spec& spec) {
         spec.scenarios[0].steps[1].path =
             text({std::string("http://other:99/cart/"), column("products", "id")});
       },
       ""},
      {"rate", [](Spec& spec) { spec.load.phases.pop_back(); }, ""},
      {"another step", [](Spec& spec) { spec.scenarios[0].steps[0].method = "PUT"; }, ""},
  };
  return changes;
}

TEST(Digest, AStepPartTellsWhatChangedAndNothingElse) {
  const Folder folder;
  const Plan recorded = plan_of(full_spec(folder));
  for (const Change& change : step_changes()) {
    Spec spec = full_spec(folder);
    change.apply(spec);
    const Plan current = plan_of(spec);
    EXPECT_EQ(describe_difference(recorded.digest.steps[1], current.digest.steps[1]), change.told)
        << change.what;
    EXPECT_EQ(recorded.digest.steps[1].digest == current.digest.steps[1].digest,
              change.told.empty())
        << change.what;
  }
}

TEST(Digest, AStepOfANamedTargetHasItsHeadersAndTheLoadItsTimeouts) {
  Spec spec = shop_spec();
  const Plan before = plan_of(spec);
  Target inbox = small_target("http://127.0.0.1:8025");
  inbox.name = "inbox";
  inbox.timeout = seconds(2);
  spec.targets = {inbox};
  spec.scenarios[0].steps[0].target = "inbox";
  const Plan after = plan_of(spec);
  EXPECT_EQ(describe_difference(before.digest.load, after.digest.load),
            "recorded without it, this run 2s: targets.inbox.timeout");
  EXPECT_EQ(describe_difference(before.digest.steps[0], after.digest.steps[0]),
            "recorded without it, this run inbox: target of " + after.digest.steps[0].name);
  EXPECT_EQ(before.digest.steps[1].digest, after.digest.steps[1].digest);
  spec.targets[0].headers = {{.name = "X-Inbox", .value = text("1")}};
  EXPECT_THAT(plan_of(spec).digest.steps[0].settings,
              ::testing::Contains(Pair("headers", "x-inbox")));
}

TEST(Digest, PollsAndRetriesArePartsOfWhatIsSent) {
  Spec spec = shop_spec();
  const Plan before = plan_of(spec);
  Step& step = spec.scenarios[0].steps[0];
  step.retries = 2;
  step.poll = Poll{.until = {.source = CaptureKind::json,
                             .expression = "/status",
                             .is_equal = true,
                             .value = text("done"),
                             .text = "json:/status == done"},
                   .every = milliseconds(200),
                   .max_requests = 20};
  spec.load.retries = 3;
  const Plan after = plan_of(spec);
  EXPECT_EQ(describe_difference(before.digest.load, after.digest.load),
            "recorded without it, this run 3: retries");
  const auto& settings = after.digest.steps[0].settings;
  EXPECT_THAT(settings,
              ::testing::IsSupersetOf({Pair("poll.until", "json:/status == done"),
                                       Pair("poll.every", "200ms"), Pair("poll.max_requests", "20"),
                                       Pair("retries", "2")}));
}

TEST(Digest, TheSetupIsPartOfTheLoadAndTheTeardownIsNot) {
  Spec spec = shop_spec();
  const Plan before = plan_of(spec);
  spec.teardown = scenario("teardown", {step("DELETE", "/rows")});
  EXPECT_EQ(plan_of(spec).digest.total, before.digest.total);
  spec.setup = scenario("setup", {step("POST", "/seed")});
  const Plan after = plan_of(spec);
  EXPECT_EQ(describe_difference(before.digest.load, after.digest.load),
            "recorded without it, this run POST /seed: setup[0].name");
  EXPECT_THAT(after.digest.load.settings,
              ::testing::IsSupersetOf({Pair("setup[0].request", "POST /seed")}));
}

TEST(Digest, WhatIsProvisionedIsPartOfTheLoadAndItsReleaseIsNot) {
  const auto with = [](std::int64_t count, const std::string& path, const std::string& release) {
    Spec spec = small_spec();
    provide_keys(spec, count, {key_step(path)}, {step("DELETE", release)});
    return plan_of(spec).digest;
  };
  const PlanDigest ten = with(10, "/keys", "/keys/1");
  EXPECT_EQ(ten.total, with(10, "/keys", "/keys/2").total);
  EXPECT_EQ(describe_difference(ten.load, with(20, "/keys", "/keys/1").load),
            "recorded at 10, this run 20: provision.count");
  EXPECT_EQ(describe_difference(ten.load, with(10, "/accounts", "/keys/1").load),
            "recorded at POST /keys, this run POST /accounts: provision.steps[0].name");
  EXPECT_THAT(ten.load.settings, ::testing::IsSupersetOf(
                                     {Pair("provision.rate", "5/s"), Pair("provision.retries", "3"),
                                      Pair("provision.steps[0].request", "POST /keys")}));
  EXPECT_EQ(ten.steps.at(0).digest, with(20, "/keys", "/keys/1").steps.at(0).digest);
}

TEST(Digest, OtherRowsInAFileAreAnotherStep) {
  const Folder folder;
  const Plan recorded = plan_of(full_spec(folder));
  Spec spec = full_spec(folder);
  folder.write("p.csv", "id\n2\n");
  const Plan current = plan_of(spec);
  EXPECT_EQ(describe_difference(recorded.digest.steps[1], current.digest.steps[1]),
            "recorded at sha256:" + recorded.data[0].digest.substr(0, 8) + "…, this run sha256:" +
                current.data[0].digest.substr(0, 8) + "…: data.products of buy/POST /cart");
  EXPECT_EQ(recorded.digest.steps[0].digest, current.digest.steps[0].digest);
  EXPECT_NE(recorded.digest.total, current.digest.total);
}

TEST(Digest, HoldsNoSecretAndNoAddress) {
  Spec spec = small_spec();
  Reference secret = reference(ReferenceKind::secret, "KEY");
  secret.fallback = "hidden-default";
  Step& only = spec.scenarios[0].steps[0];
  only.path = text({std::string("/x?key="), secret});
  only.headers = {{.name = "Authorization", .value = text("Bearer hidden-header")}};
  only.body = TextBody{.text = text("password=hidden-body")};
  spec.target.url = text("http://hidden-host");
  spec.target.auth = BearerAuth{.token = text("hidden-token")};
  const PlanDigest digest = plan_of(spec).digest;
  std::string all;
  for (const auto& part : {digest.load, digest.steps[0]}) {
    for (const auto& [key, value] : part.settings) {
      all += key + "=" + value + "\n";
    }
  }
  EXPECT_THAT(all, ::testing::HasSubstr("request=GET /x?key=${secret:KEY}\n"));
  EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr("hidden")));
}

TEST(Digest, AnUnexplainedDifferenceIsStillTold) {
  const DigestPart recorded{.name = "load", .digest = "aaaaaaaaaaaaaaaa", .settings = {}};
  const DigestPart current{.name = "load", .digest = "bbbbbbbbbbbbbbbb", .settings = {}};
  EXPECT_EQ(describe_difference(recorded, current),
            "recorded with digest aaaaaaaaaaaa, this run bbbbbbbbbbbb: load");
  EXPECT_EQ(describe_difference(recorded, recorded), "");
}

TEST(CanonicalText, WritesTemplatesAsTheSpecWould) {
  Reference coerced = column("products", "id");
  coerced.coercion = Coercion::number;
  coerced.fallback = "0";
  Reference address = reference(ReferenceKind::environment, "HOST");
  address.fallback = "http://127.0.0.1";
  EXPECT_EQ(
      canonical_text(text({std::string("a${b"), coerced, address, random_between(-1, 3),
                           random_of({"S", "M"}), reference(ReferenceKind::uuid),
                           reference(ReferenceKind::iteration), reference(ReferenceKind::user),
                           reference(ReferenceKind::now), reference(ReferenceKind::variable, "V"),
                           reference(ReferenceKind::capture, "token")})),
      "a$${b${number:products.id:-0}${env:HOST}${random:-1..3}${random:S|M}${uuid}"
      "${iteration}${user}${now}${var:V}${token}");
}

TEST(CanonicalText, WritesBodiesAsJson) {
  const BodyValue body{
      .value = BodyValue::Object{
          {"a\"", BodyValue{.value = text("x\n")}},
          {"b",
           BodyValue{.value = BodyValue::List{BodyValue{.value = nullptr}, BodyValue{.value = true},
                                              BodyValue{.value = BodyValue::Number{"1.0"}}}}}}};
  EXPECT_EQ(canonical_json(body), "{\"a\\\"\":\"x\\n\",\"b\":[null,true,1.0]}");
}

}  // namespace
}  // namespace loadgate
