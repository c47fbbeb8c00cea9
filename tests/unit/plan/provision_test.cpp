// SPDX-License-Identifier: Apache-2.0
#include "plan/provision.h"

#include <gmock/gmock.h>

#include "support/provision_builder.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The load of the shop, with this many credentials.
Spec shop_with(std::int64_t count, std::vector<Phase> phases, bool has_preflight = true) {
  Spec spec = shop_spec();
  spec.data.clear();
  spec.scenarios = {scenario("main", {step("GET", "/a")}), scenario("other", {step("GET", "/b")})};
  spec.load.phases = std::move(phases);
  spec.load.preflight = has_preflight;
  provide_keys(spec, count, {key_step("/keys")}, {step("DELETE", "/keys")});
  return spec;
}

std::size_t row_of(const Plan& plan, const FlowIdentity& flow, Share share = {}) {
  return provisioned_row(plan, flow, share).value();
}

TEST(Provision, AUserHasTheCredentialOfItsNumberInEveryPhase) {
  const Plan plan =
      plan_of(shop_with(22, {closed_phase("users", 20, seconds(5)), iterations_phase("i", 90, 7)}));
  for (const std::uint32_t iteration : {0U, 1U, 700U}) {
    EXPECT_EQ(row_of(plan, flow_of_user(plan, 0, 19, iteration)), 19U);
    EXPECT_EQ(row_of(plan, flow_of_user(plan, 1, 6, iteration)), 6U);
  }
  EXPECT_EQ(row_of(plan, preflight_flow(0)), 20U);
  EXPECT_EQ(row_of(plan, preflight_flow(1)), 21U);
  EXPECT_FALSE(provisioned_row(plan, preflight_flow(2), {})) << "setup and teardown have none";
  EXPECT_FALSE(provisioned_row(plan_of(small_spec()), preflight_flow(0), {}));
}

TEST(Provision, ArrivalsTakeThemInTurn) {
  const Plan plan = plan_of(shop_with(3, {open_phase("load", per_second(10), seconds(1))}));
  std::vector<std::size_t> rows;
  for (const Arrival& arrival : arrivals_of(plan, 0)) {
    rows.push_back(row_of(plan, flow_of(arrival)));
  }
  EXPECT_THAT(rows, ElementsAre(0, 1, 2, 0, 1, 2, 0, 1, 2, 0));
}

TEST(Provision, FewerThanTheLoadNeedsAreAMistake) {
  const std::vector<Phase> users{closed_phase("users", 20, seconds(5))};
  EXPECT_EQ(error_of(shop_with(22, users)), "no error");
  EXPECT_THAT(error_of(shop_with(21, users)),
              HasSubstr(":7:3: 'provision' makes 21 credentials, and the load needs 22 (20 for "
                        "users, 2 for the preflight)\n  hint: raise 'count', or plan fewer users"));
  EXPECT_EQ(error_of(shop_with(20, users, false)), "no error");
  EXPECT_THAT(error_of(shop_with(19, users, false)),
              HasSubstr("'provision' makes 19 credentials, and the load needs 20 (20 for users)"));
}

TEST(Provision, TakesADayAtMost) {
  Spec spec = shop_with(100'000, {open_phase("load", per_second(10), seconds(1))});
  spec.provision->rate = per_second(1);
  EXPECT_THAT(error_of(spec),
              HasSubstr("'provision' would take longer than a day: 100,000 "
                        "credentials at 1/s\n  hint: raise 'rate', or lower 'count'"));
  spec.provision->rate = per_second(1, 1'000'000'000);
  EXPECT_THAT(error_of(spec), HasSubstr("longer than a day"));
}

TEST(Provision, ACredentialHasTheRowOfItsNumberWhereRowsAreGivenOnce) {
  const Folder folder;
  Spec spec = shop_with(3, {open_phase("load", per_second(1), seconds(1))}, false);
  spec.data.insert(
      spec.data.begin(),
      source("people", DataFormat::csv, folder.write("p.csv", "name\na\nb\nc\n"), Pick::unique));
  spec.provision->steps.steps[0].path = text({"/keys/", column("people", "name")});
  const Plan plan = provision_plan(plan_of(spec));
  ASSERT_EQ(plan.data.size(), 1U) << "it uses no other one";
  for (const std::size_t row : {0U, 1U, 2U}) {
    EXPECT_EQ(data_row(plan, 0, flow_of_row(row)), row);
  }
  spec.provision->count = 4;
  EXPECT_THAT(error_of(spec),
              HasSubstr("'pick: unique' gives no row of 'people' twice: the file has 3, and "
                        "'provision' makes 4 credentials\n  hint: add rows, or make fewer"));
}

TEST(Provision, IsAPlanOfOneFlowForEachCredential) {
  const Plan plan = plan_of(shop_with(12, {open_phase("load", per_second(10), seconds(1))}));
  const Plan own = provision_plan(plan);
  ASSERT_EQ(own.phases.size(), 1U);
  EXPECT_EQ(own.phases[0].arrivals, 12U);
  EXPECT_EQ(own.spec.load.retries, 3);
  EXPECT_NE(own.spec.load.seed, plan.spec.load.seed) << "draws of its own";
  EXPECT_EQ(own.steps.at(0).full_name, "provision/POST /keys");
  EXPECT_EQ(release_plan(plan).steps.at(0).full_name, "release/DELETE /keys");
  EXPECT_EQ(provision_start(per_second(5), 0).count(), 0);
  EXPECT_EQ(provision_start(per_second(3), 2).count(), 666'666'666);
}

TEST(Provision, SharesAreDisjointAndHoldWhatTheirFlowsUse) {
  const Plan plan = plan_of(shop_with(
      24, {open_phase("a", per_second(50), seconds(1)), closed_phase("u", 12, seconds(1))}));
  for (std::uint64_t index = 0; index < 3; ++index) {
    const Share share{.index = index, .count = 3};
    EXPECT_TRUE(check_provision_share(plan, share));
    for (const Arrival& arrival : arrivals_of(plan, 0)) {
      if (share.owns(arrival.sequence)) {
        EXPECT_EQ(row_of(plan, flow_of(arrival), share) % 3, index);
      }
    }
    EXPECT_EQ(row_of(plan, preflight_flow(0), share), 18 + index);
    EXPECT_EQ(row_of(plan, preflight_flow(1), share), 21 + index);
  }
}

TEST(Provision, SharesThatWouldLackCredentialsAreRefused) {
  const Plan users = plan_of(shop_with(14, {closed_phase("u", 12, seconds(1))}));
  const Result<void> few = check_provision_share(users, {.index = 2, .count = 3});
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().message,
            "provision.count: 14 credentials cannot be shared out to 3 shards (12 for users, 2 for "
            "the preflight of each shard)");
  const Plan rate = plan_of(shop_with(14, {open_phase("a", per_second(5), seconds(1))}));
  const Result<void> uneven = check_provision_share(rate, {.index = 0, .count = 3});
  ASSERT_FALSE(uneven);
  EXPECT_EQ(uneven.error().message,
            "provision.count: 14 credentials cannot be shared out evenly to 3 shards, and flows of "
            "a rate take them in turn");
  EXPECT_EQ(uneven.error().hint, "make it a multiple of 3");
}

TEST(Provision, IsTold) {
  Spec spec = shop_with(22, {closed_phase("users", 20, seconds(5))});
  EXPECT_EQ(provision_line(plan_of(spec)),
            "provision: 22 credentials at 5/s, in 4400ms before the load (20 for users, 2 for the "
            "preflight); released after it\n");
  EXPECT_THAT(describe_plan(plan_of(spec)), HasSubstr("\nprovision: 22 credentials at 5/s"));
  spec = shop_with(1, {open_phase("load", per_second(10), seconds(1))}, false);
  spec.provision->release.steps.clear();
  EXPECT_EQ(provision_line(plan_of(spec)),
            "provision: 1 credential at 5/s, in 200ms before the load; never released\n");
  EXPECT_EQ(provision_line(plan_of(small_spec())), "");
}

}  // namespace
}  // namespace loadgate
