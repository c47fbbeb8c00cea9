// SPDX-License-Identifier: Apache-2.0
#include "plan/pacing.h"

#include <gmock/gmock.h>

#include "plan/integer_root.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

OpenLoad constant(Rate rate, Nanoseconds duration) {
  return OpenLoad{.rate = rate, .to = std::nullopt, .duration = duration};
}
OpenLoad ramp(Rate rate, Rate to, Nanoseconds duration) {
  return OpenLoad{.rate = rate, .to = to, .duration = duration};
}

Pacing pacing(const OpenLoad& load) {
  return Pacing::make(load).value();
}

TEST(IntegerRoot, IsExactAroundEverySquare) {
  for (const std::uint64_t root :
       {2ULL, 3ULL, 1'000'003ULL, 0xFFFFFFFFULL, 0xFFFFFFFFFFFFFFFFULL}) {
    const UnsignedInt128 square = static_cast<UnsignedInt128>(root) * root;
    EXPECT_EQ(root_floor(square), root);
    EXPECT_EQ(root_ceiling(square), root);
    EXPECT_EQ(root_floor(square - 1), root - 1);
    EXPECT_EQ(root_ceiling(square - 1), root);
  }
  EXPECT_EQ(root_floor(1), 1U);
  EXPECT_EQ(root_floor(0), 0U);
  EXPECT_EQ(root_ceiling(0), 0U);
  EXPECT_EQ(root_floor(~UnsignedInt128{0}), 0xFFFFFFFFFFFFFFFFU);
}

TEST(Pacing, AConstantRateStandsInTheMiddleOfItsIntervals) {
  const Pacing steady = pacing(constant(per_second(50), seconds(30)));
  EXPECT_EQ(steady.flows(), 1500U);
  EXPECT_EQ(steady.when(middle_of(0)), milliseconds(10));
  EXPECT_EQ(steady.when(middle_of(1)), milliseconds(30));
  EXPECT_EQ(steady.when(middle_of(1499)), milliseconds(29'990));
}

TEST(Pacing, AnOddRateHasNoDrift) {
  // 2i + 1 half intervals of 7/3 s: floor((2i + 1) * 7 * 10^9 / 6)
  const Pacing odd = pacing(constant(per_second(3, 7), seconds(70'000)));
  EXPECT_EQ(odd.flows(), 30'000U);
  EXPECT_EQ(odd.when(middle_of(0)).count(), 1'166'666'666);
  EXPECT_EQ(odd.when(middle_of(29'999)).count(), 69'998'833'333'333);
}

struct Shape {
  OpenLoad load;
  std::uint64_t flows;
};

TEST(Pacing, CountsTheFloorOfTheIntegralAndKeepsEveryFlowInside) {
  const std::vector<Shape> shapes{
      {constant(per_second(1, 3), seconds(10)), 3},
      {constant(per_second(50), Nanoseconds{19'999'999}), 0},
      {constant(per_second(50), Nanoseconds{20'000'000}), 1},
      {constant(per_second(123'456'789, 1'000'000), seconds(3)), 370},
      {constant(per_second(0), seconds(10)), 0},
      {ramp(per_second(50), per_second(200), seconds(60)), 7500},
      {ramp(per_second(200), per_second(50), seconds(60)), 7500},
      {ramp(per_second(0), per_second(100), seconds(1)), 50},
      {ramp(per_second(100), per_second(0), seconds(1)), 50},
      {ramp(per_second(1, 3), per_second(7, 11), seconds(1000)), 484},
      {ramp(per_second(50), per_second(50), seconds(2)), 100},
      {ramp(per_second(1), per_second(10'000), milliseconds(1'237)), 6185},
  };
  for (const Shape& shape : shapes) {
    const Pacing paced = pacing(shape.load);
    EXPECT_EQ(paced.flows(), shape.flows);
    Nanoseconds before{-1};
    for (std::uint64_t i = 0; i < paced.flows(); ++i) {
      const Nanoseconds moment = paced.when(middle_of(i));
      ASSERT_GT(moment, before);
      ASSERT_GT(moment.count(), 0);
      ASSERT_LT(moment, shape.load.duration);
      before = moment;
    }
  }
}

/// The definition itself: N(t) <= i + 1/2 < N(t + 1), cleared of fractions.
void expect_defined(std::int64_t begin, std::int64_t end, std::int64_t duration) {
  const Pacing paced = pacing(ramp(per_second(begin), per_second(end), Nanoseconds{duration}));
  const auto due = [&](std::int64_t t) {
    return static_cast<Int128>(2) * duration * begin * t + static_cast<Int128>(end - begin) * t * t;
  };
  for (std::uint64_t i = 0; i < paced.flows(); i += 1 + i / 50) {
    const std::int64_t moment = paced.when(middle_of(i)).count();
    const Int128 wanted = static_cast<Int128>(2 * i + 1) * duration * 1'000'000'000;
    ASSERT_TRUE(due(moment) <= wanted && wanted < due(moment + 1)) << begin << " " << i;
  }
}

TEST(Pacing, ARampIsTheExactInverseOfItsIntegral) {
  expect_defined(50, 200, 60'000'000'000);
  expect_defined(200, 50, 60'000'000'000);
  expect_defined(0, 9'999, 7'777'777'777);
  expect_defined(9'999, 0, 7'777'777'777);
  expect_defined(1, 2, 86'400'000'000'000);
}

TEST(Pacing, ARampIsAsDenseAsItsRateSays) {
  const Pacing paced = pacing(ramp(per_second(100), per_second(300), seconds(10)));
  std::vector<int> each_second(10, 0);
  for (std::uint64_t i = 0; i < paced.flows(); ++i) {
    ++each_second.at(static_cast<std::size_t>(paced.when(middle_of(i)) / seconds(1)));
  }
  EXPECT_THAT(each_second,
              ::testing::ElementsAre(110, 130, 150, 170, 190, 210, 230, 250, 270, 290));
}

TEST(Pacing, ItsTotalHasTheFractionThatPoissonArrivalsMayStillUse) {
  const Pacing paced = pacing(constant(per_second(1, 3), seconds(10)));
  EXPECT_EQ(paced.total(), (FlowAmount{10} << 32) / 3);
  EXPECT_EQ(paced.flows(), 3U);
  EXPECT_LT(paced.when(paced.total() - 1), seconds(10));
  EXPECT_GT(paced.when(paced.total() - 1), milliseconds(9999));
}

TEST(Pacing, RefusesWhatItCannotComputeExactly) {
  const auto too_fine =
      Pacing::make(ramp(per_second(1, 999'983), per_second(100, 999'979), seconds(3600)));
  ASSERT_FALSE(too_fine);
  EXPECT_EQ(too_fine.error().message, "the arrivals of this phase cannot be computed exactly");
  const auto too_many = Pacing::make(constant(per_second(1'000'000), seconds(86'400)));
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().message, "the phase starts more than 4,000,000,000 flows");
  EXPECT_FALSE(Pacing::make(constant(per_second(-1), seconds(1))));
  EXPECT_FALSE(Pacing::make(constant(per_second(1), seconds(0))));
}

}  // namespace
}  // namespace loadgate
