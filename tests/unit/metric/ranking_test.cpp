// SPDX-License-Identifier: Apache-2.0
#include "metric/ranking.h"

#include <gtest/gtest.h>

#include <random>

namespace loadgate {
namespace {

Observation answered(double value) {
  return Observation{.value = value, .is_censored = false, .at = 0};
}
Observation unanswered(double age) {
  return Observation{.value = age, .is_censored = true, .at = 0};
}

std::vector<Observation> one_to(int count) {
  std::vector<Observation> observations;
  for (int i = count; i >= 1; --i) {
    observations.push_back(answered(i));
  }
  return observations;
}

double value_of(const std::vector<Observation>& observations, Statistic statistic) {
  return summarise(observations, statistic).value().value;
}

bool is_marked(const std::vector<Observation>& observations, Statistic statistic) {
  return summarise(observations, statistic).value().is_censored;
}

TEST(Ranking, TakesTheNearestRank) {
  EXPECT_EQ(value_of(one_to(100), Statistic::p50), 50);
  EXPECT_EQ(value_of(one_to(100), Statistic::p95), 95);
  EXPECT_EQ(value_of(one_to(100), Statistic::p999), 100);
  EXPECT_EQ(value_of(one_to(20), Statistic::p95), 19);
  EXPECT_EQ(value_of(one_to(21), Statistic::p95), 20);
  EXPECT_EQ(value_of(one_to(1), Statistic::p50), 1);
}

TEST(Ranking, IsExactWhereFloatingPointIsNot) {
  // 0.95 * 20 is 19.000000000000004 for some compilers' tastes, 19/20 of 20 is 19.
  for (std::size_t hundreds = 1; hundreds < 1000; ++hundreds) {
    EXPECT_EQ(nearest_rank(Rational{19, 20}, hundreds * 100), hundreds * 95);
    EXPECT_EQ(nearest_rank(Rational{99, 100}, hundreds * 100), hundreds * 99);
  }
  EXPECT_EQ(nearest_rank(Rational{999, 1000}, std::size_t{1} << 60), 1'151'768'583'102'240'130U);
}

TEST(Ranking, KnowsMeanMaxAndTotal) {
  EXPECT_EQ(value_of(one_to(4), Statistic::mean), 2.5);
  EXPECT_EQ(value_of(one_to(4), Statistic::max), 4);
  EXPECT_EQ(value_of(one_to(4), Statistic::total), 10);
}

TEST(Ranking, CountsWhatIsCensoredToo) {
  const std::vector<Observation> observations{answered(1), unanswered(9)};
  EXPECT_EQ(summarise(observations, Statistic::p50).value().count, 2U);
}

TEST(Ranking, HasNoFigureOfNothing) {
  EXPECT_FALSE(summarise({}, Statistic::p50));
  EXPECT_FALSE(summarise(one_to(3), Statistic::value));
}

TEST(Ranking, MarksAFigureWhoseRankFallsOnACensoredValue) {
  const std::vector<Observation> observations{answered(1), answered(2), answered(3),
                                              unanswered(10)};
  EXPECT_FALSE(is_marked(observations, Statistic::p75));
  EXPECT_EQ(value_of(observations, Statistic::p75), 3);
  EXPECT_TRUE(is_marked(observations, Statistic::p99));
  EXPECT_EQ(value_of(observations, Statistic::p99), 10);
}

TEST(Ranking, MarksAFigureThatAnUnansweredRequestBelowItCouldStillRaise) {
  // Cut after 1: had it been waited for, it might have been slower than all others.
  const std::vector<Observation> observations{unanswered(1), answered(5), answered(7)};
  EXPECT_EQ(value_of(observations, Statistic::max), 7);
  EXPECT_TRUE(is_marked(observations, Statistic::max));
}

TEST(Ranking, MarksMeanAndTotalWithAnyCensoredValue) {
  const std::vector<Observation> observations{answered(1), unanswered(3)};
  EXPECT_TRUE(is_marked(observations, Statistic::mean));
  EXPECT_TRUE(is_marked(observations, Statistic::total));
  EXPECT_FALSE(is_marked(one_to(3), Statistic::mean));
}

/// A few requests, some of them without an answer, many of equal value.
std::vector<Observation> some_requests(std::mt19937& random) {
  std::vector<Observation> observations(1 + random() % 12);
  for (Observation& observation : observations) {
    const auto value = static_cast<double>(random() % 10);
    observation = random() % 4 == 0 ? unanswered(value) : answered(value);
  }
  return observations;
}

/// The same requests, one answer of them dropped instead: at least as old as it would have been.
std::vector<Observation> with_one_dropped(std::vector<Observation> observations,
                                          std::mt19937& random) {
  Observation& victim = observations[random() % observations.size()];
  victim = unanswered(victim.value + static_cast<double>(random() % 5));
  return observations;
}

TEST(Ranking, DroppingARequestNeverImprovesAFigure) {
  std::mt19937 random(1);  // the same every time
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<Observation> before = some_requests(random);
    const std::vector<Observation> after = with_one_dropped(before, random);
    for (const StatisticName& row : all_statistics()) {
      const Figure was = summarise(before, row.statistic).value();
      const Figure is = summarise(after, row.statistic).value();
      ASSERT_GE(is.value, was.value) << row.name;  // what failed a limit still fails it
      ASSERT_TRUE(is.is_censored || !was.is_censored || is.value > was.value) << row.name;
    }
  }
}

TEST(Statistics, HaveTheNamesThatRulesUse) {
  EXPECT_EQ(name_of(Statistic::p999), "p99.9");
  EXPECT_EQ(name_of(Statistic::mean), "mean");
  EXPECT_EQ(name_of(Statistic::value), "value");
  for (const StatisticName& row : all_statistics()) {
    EXPECT_EQ(name_of(row.statistic), row.name);
  }
}

}  // namespace
}  // namespace loadgate
