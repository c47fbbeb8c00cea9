// SPDX-License-Identifier: Apache-2.0
#include "plan/unique_rows.h"

#include <gmock/gmock.h>

#include <set>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

class UniqueRowsTest : public ::testing::Test {
 protected:
  /// Two scenarios, and phases of every kind: 3 users, 20 + 4 flows of rates, 6 + 8 iterations.
  Spec mixed_spec(std::size_t rows) const {
    Spec spec = shop_spec();
    spec.load.phases = {closed_phase("warm-up", 2, seconds(5)),
                        open_phase("steady", per_second(10), seconds(2)),
                        iterations_phase("first", 6, 4),
                        ramp_phase("ramp", per_second(1), per_second(3), seconds(2)),
                        closed_phase("users", 3, seconds(5)),
                        iterations_phase("second", 8, 2)};
    std::string file = "id\n";
    for (std::size_t row = 0; row < rows; ++row) {
      file += std::to_string(row) + "\n";
    }
    spec.data = {source("accounts", DataFormat::csv, folder.write("a.csv", file), Pick::unique)};
    return spec;
  }

  /// Every row that a flow of the phase has, as often as flows have it.
  static std::multiset<std::size_t> rows_of(const Plan& plan, std::size_t phase) {
    std::multiset<std::size_t> rows;
    for (const Arrival& arrival : arrivals_of(plan, phase)) {
      rows.insert(data_row(plan, 0, flow_of(arrival)));
    }
    const std::uint64_t users = most_users(plan.spec.load.phases[phase]);
    const std::uint64_t flows = plan.phases[phase].arrivals;
    for (std::uint64_t ordinal = 0; users > 0 && ordinal < flows; ++ordinal) {
      rows.insert(data_row(plan, 0,
                           flow_of_user(plan, phase, static_cast<std::uint32_t>(ordinal % users),
                                        static_cast<std::uint32_t>(ordinal / users))));
    }
    return rows;
  }

  Folder folder;
};

TEST_F(UniqueRowsTest, NoFlowSharesItsRow) {
  const Plan plan = plan_of(mixed_spec(43));
  std::set<std::size_t> seen{0, 1, 2};  // of the users
  std::size_t flows = 3;
  for (const std::size_t phase : {1U, 2U, 3U, 5U}) {
    const auto rows = rows_of(plan, phase);
    seen.insert(rows.begin(), rows.end());
    flows += rows.size();
  }
  for (const std::size_t scenario : {0U, 1U}) {
    seen.insert(data_row(plan, 0, preflight_flow(scenario)));
    ++flows;
  }
  EXPECT_EQ(flows, 43U);
  EXPECT_EQ(seen.size(), 43U);
  EXPECT_EQ(*seen.rbegin(), 42U);
}

TEST_F(UniqueRowsTest, AUserKeepsItsRowOverIterationsAndPhases) {
  const Plan plan = plan_of(mixed_spec(50));
  for (const std::uint32_t iteration : {0U, 1U, 700U}) {
    EXPECT_EQ(data_row(plan, 0, flow_of_user(plan, 0, 1, iteration)), 1U);
    EXPECT_EQ(data_row(plan, 0, flow_of_user(plan, 4, 1, iteration)), 1U);
    EXPECT_EQ(data_row(plan, 0, flow_of_user(plan, 4, 2, iteration)), 2U);
  }
}

TEST_F(UniqueRowsTest, ThePreflightHasTheLastRowsOfTheFile) {
  const Plan plan = plan_of(mixed_spec(50));
  EXPECT_EQ(data_row(plan, 0, preflight_flow(0)), 48U);
  EXPECT_EQ(data_row(plan, 0, preflight_flow(1)), 49U);
  // Setup and teardown stand behind the scenarios.
  EXPECT_EQ(data_row(plan, 0, preflight_flow(2)), 49U);
  EXPECT_EQ(data_row(plan, 0, preflight_flow(3)), 49U);
  Spec off = mixed_spec(1);
  off.load.phases = {closed_phase("users", 1, seconds(5))};
  off.load.preflight = false;
  const Plan alone = plan_of(off);
  EXPECT_EQ(data_row(alone, 0, preflight_flow(0)), 0U);  // of `try`
  EXPECT_EQ(data_row(alone, 0, preflight_flow(1)), 0U);
}

TEST_F(UniqueRowsTest, TooFewAreAMistakeOfTheSource) {
  EXPECT_EQ(error_of(mixed_spec(43)), "no error");
  EXPECT_EQ(error_of(mixed_spec(42)),
            "loadgate.yaml:5:3: 'pick: unique' gives no row of 'accounts' twice: the file has 42, "
            "and the load needs 43 (3 for users, 38 for flows, 2 for the preflight)\n"
            "  hint: add rows, or plan fewer users and flows");
  Spec spec = mixed_spec(1);
  spec.load.phases = {closed_phase("users", 2, seconds(5))};
  spec.load.preflight = false;
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml:5:3: 'pick: unique' gives no row of 'accounts' twice: the file has 1, "
            "and the load needs 2 (2 for users)\n"
            "  hint: add rows, or plan fewer users and flows");
}

TEST_F(UniqueRowsTest, AreAnotherStepThanDrawnOnes) {
  Spec spec = mixed_spec(43);
  spec.scenarios[0].steps[0].path = text({std::string("/"), column("accounts", "id")});
  const Plan unique = plan_of(spec);
  spec.data[0].pick = Pick::random;
  const Plan drawn = plan_of(spec);
  EXPECT_EQ(describe_difference(drawn.digest.steps[0], unique.digest.steps[0]),
            "recorded at random, this run unique: data.accounts.pick of buy/POST /login");
}

TEST_F(UniqueRowsTest, ThePlanSaysWhatItNeeds) {
  EXPECT_THAT(describe_plan(plan_of(mixed_spec(50))),
              ::testing::HasSubstr("\nunique rows of accounts: 43 of 50 (3 for users, 38 for "
                                   "flows, 2 for the preflight)\nplan digest: "));
}

}  // namespace
}  // namespace loadgate
