// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <set>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::MatchesRegex;

FlowIdentity arrival(std::uint64_t sequence) {
  return flow_of(Arrival{.sequence = sequence, .phase = 0, .scenario = 0, .intended = {}});
}

/// The references that the body of the first step holds, after the plan has numbered them.
class Draws : public ::testing::Test {
 protected:
  static Plan plan_with(const std::vector<Reference>& references) {
    Spec spec = shop_spec();
    Template body = text("");
    body.parts.assign(references.begin(), references.end());
    spec.scenarios[0].steps[0].body = TextBody{.text = body};
    return plan_of(spec);
  }
  static std::string drawn(const Plan& plan, std::size_t index, const FlowIdentity& flow) {
    const auto& body = std::get<TextBody>(plan.spec.scenarios[0].steps[0].body).text;
    Template lone = body;
    lone.parts = {body.parts[index]};
    const Outside outside;
    const Captures captures;
    return render(lone, {.plan = plan,
                         .outside = outside,
                         .flow = flow,
                         .captures = captures,
                         .step = plan.steps[0].full_name,
                         .now = Timestamp{0}})
        .value();
  }
};

TEST_F(Draws, TwoReferencesOfAStepDrawApartAndEachTheSameAgain) {
  const Plan plan = plan_with({random_between(1, 1'000'000), random_between(1, 1'000'000)});
  EXPECT_NE(drawn(plan, 0, arrival(1)), drawn(plan, 1, arrival(1)));
  EXPECT_NE(drawn(plan, 0, arrival(1)), drawn(plan, 0, arrival(2)));
  EXPECT_EQ(drawn(plan, 0, arrival(1)), drawn(plan, 0, arrival(1)));
}

TEST_F(Draws, IntegersCoverTheirRangeEvenly) {
  const Plan plan = plan_with({random_between(-1, 1), random_of({"S", "M", "L"}),
                               random_between(std::numeric_limits<std::int64_t>::min(),
                                              std::numeric_limits<std::int64_t>::max())});
  std::map<std::string, int> counts;
  for (std::uint64_t sequence = 0; sequence < 3000; ++sequence) {
    ++counts[drawn(plan, 0, arrival(sequence))];
    ++counts[drawn(plan, 1, arrival(sequence))];
  }
  EXPECT_EQ(counts.size(), 6U);
  for (const std::string value : {"-1", "0", "1", "S", "M", "L"}) {
    EXPECT_NEAR(counts[value], 1000, 110) << value;  // standard error 26
  }
  EXPECT_GT(drawn(plan, 2, arrival(1)).size(), 10U);
}

TEST_F(Draws, AUuidIsOfVersionFourAndItsFlowsOwn) {
  const Plan plan = plan_with({reference(ReferenceKind::uuid), reference(ReferenceKind::uuid)});
  std::set<std::string> seen;
  for (std::uint64_t sequence = 0; sequence < 1000; ++sequence) {
    for (const std::size_t index : {0U, 1U}) {
      const std::string uuid = drawn(plan, index, arrival(sequence));
      ASSERT_THAT(uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                     "[0-9a-f]{12}"));
      seen.insert(uuid);
    }
  }
  EXPECT_EQ(seen.size(), 2000U);
}

TEST_F(Draws, AHeaderWithADrawDoesNotMoveTheDrawsOfTheBody) {
  Spec spec = shop_spec();
  spec.scenarios[0].steps[0].body = TextBody{.text = text(random_between(1, 1'000'000))};
  const Plan before = plan_of(spec);
  spec.scenarios[0].steps[0].headers = {
      {.name = "X-Request-Id", .value = text(reference(ReferenceKind::uuid))}};
  spec.target.headers = {{.name = "X-Trace", .value = text(reference(ReferenceKind::uuid))}};
  const Plan after = plan_of(spec);
  EXPECT_EQ(drawn(before, 0, arrival(9)), drawn(after, 0, arrival(9)));
  const auto& step_header = after.spec.scenarios[0].steps[0].headers[0].value;
  const auto& target_header = after.spec.target.headers[0].value;
  EXPECT_EQ(std::get<Reference>(step_header.parts[0]).draw, 1U);
  EXPECT_EQ(std::get<Reference>(target_header.parts[0]).draw, 32768U);
}

class Rows : public ::testing::Test {
 protected:
  Plan plan_with(Pick pick, const std::string& name = "rows") const {
    Spec spec = small_spec();
    spec.load.phases = {iterations_phase("fixed", 100, 10)};
    spec.data = {source(name, DataFormat::csv, file, pick)};
    return plan_of(spec);
  }
  Folder folder;
  std::string file = folder.write("rows.csv", "id\n0\n1\n2\n3\n4\n5\n6\n");
};

TEST_F(Rows, SequentialRowsFollowTheOrdinal) {
  const Plan plan = plan_with(Pick::sequential);
  EXPECT_EQ(data_row(plan, 0, arrival(0)), 0U);
  EXPECT_EQ(data_row(plan, 0, arrival(16)), 2U);
  EXPECT_EQ(data_row(plan, 0, flow_of_user(plan, 0, 3, 2)), 23U % 7U);
}

TEST_F(Rows, RandomRowsAreDrawnEvenlyAndByTheNameOfTheSource) {
  const Plan plan = plan_with(Pick::random);
  const Plan other = plan_with(Pick::random, "others");
  std::vector<int> counts(7, 0);
  int different = 0;
  for (std::uint64_t sequence = 0; sequence < 7000; ++sequence) {
    const std::size_t row = data_row(plan, 0, arrival(sequence));
    ++counts.at(row);
    ASSERT_EQ(row, data_row(plan, 0, arrival(sequence)));
    different += row == data_row(other, 0, arrival(sequence)) ? 0 : 1;
  }
  EXPECT_THAT(counts, ::testing::Each(::testing::AllOf(::testing::Gt(880), ::testing::Lt(1120))));
  EXPECT_NEAR(different, 6000, 150);
}

class WeightedRows : public ::testing::Test {
 protected:
  Plan plan_with(const std::string& rows) const {
    Spec spec = small_spec();
    spec.data = {source("rows", DataFormat::csv, folder.write("rows.csv", "id,weight\n" + rows))};
    spec.data[0].weight_column = "weight";
    return plan_of(spec);
  }
  Folder folder;
};

TEST_F(WeightedRows, AreDrawnAsOftenAsTheyWeighAndNeverWithoutWeight) {
  const Plan plan = plan_with("a,0\nb,1\nc,0\nd,6\ne,0\n");
  std::map<std::size_t, int> counts;
  for (std::uint64_t sequence = 0; sequence < 7000; ++sequence) {
    const std::size_t row = data_row(plan, 0, arrival(sequence));
    ++counts[row];
    ASSERT_EQ(row, data_row(plan, 0, arrival(sequence)));
  }
  EXPECT_EQ(counts.size(), 2U);
  EXPECT_NEAR(counts[1], 1000, 120);  // standard error 29
  EXPECT_NEAR(counts[3], 6000, 120);
}

TEST_F(WeightedRows, OfOneWeightAreThoseOfNone) {
  const Plan weighted = plan_with("a,1\nb,1\nc,1\n");
  Spec spec = small_spec();
  spec.data = {source("rows", DataFormat::csv, folder.path("rows.csv"))};
  const Plan plain = plan_of(spec);
  for (std::uint64_t sequence = 0; sequence < 200; ++sequence) {
    EXPECT_EQ(data_row(weighted, 0, arrival(sequence)), data_row(plain, 0, arrival(sequence)));
  }
}

TEST_F(Rows, AFlowOfAUserKnowsItsPlaceAmongAll) {
  const Plan plan = plan_with(Pick::random);
  const FlowIdentity flow = flow_of_user(plan, 0, 3, 2);
  EXPECT_EQ(flow.owner, 3U);
  EXPECT_EQ(flow.iteration, 2U);
  EXPECT_EQ(flow.ordinal, 23U);
  EXPECT_EQ(flow.kind, FlowKind::user);
}

TEST(Pauses, AreDrawnBetweenTheirEnds) {
  const Plan plan = plan_of(small_spec());
  const Pause pause{.low = milliseconds(500), .high = seconds(2)};
  double sum = 0;
  for (std::uint64_t sequence = 0; sequence < 4000; ++sequence) {
    const Nanoseconds length = pause_length(plan, pause, arrival(sequence), 0);
    ASSERT_GE(length, pause.low);
    ASSERT_LE(length, pause.high);
    sum += static_cast<double>(length.count()) / 1e6;
  }
  EXPECT_NEAR(sum / 4000, 1250, 30);  // standard error 7
  EXPECT_NE(pause_length(plan, pause, arrival(1), 0), pause_length(plan, pause, arrival(1), 1));
  const Pause fixed{.low = seconds(1), .high = seconds(1)};
  EXPECT_EQ(pause_length(plan, fixed, arrival(1), 0), seconds(1));
}

TEST(Preflight, SharesItsNumbersWithNoPlannedFlow) {
  const FlowIdentity flow = preflight_flow(1);
  EXPECT_EQ(flow.scenario, 1U);
  EXPECT_GT(flow.owner, most_flows);
}

}  // namespace
}  // namespace loadgate
