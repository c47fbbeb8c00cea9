// SPDX-License-Identifier: Apache-2.0
#include "plan/poisson.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "plan/exponential.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Pacing at_rate(std::int64_t rate, std::int64_t duration_seconds) {
  return Pacing::make(OpenLoad{.rate = per_second(rate),
                               .to = std::nullopt,
                               .duration = seconds(duration_seconds)})
      .value();
}

double in_flows(FlowAmount amount) {
  return static_cast<double>(amount) * 0x1p-32;
}

TEST(Exponential, IsTheNaturalLogarithmToItsLastDigits) {
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    // Spread over all magnitudes: the top bit wanders.
    const std::uint64_t bits = (0x9E3779B97F4A7C15 * (i + 1)) >> (i % 64);
    const long double exact = 64 * std::log(2.0L) - std::log(static_cast<long double>(bits | 1));
    EXPECT_NEAR(in_flows(exponential_from(bits)), static_cast<double>(exact), 0x1p-31);
  }
}

TEST(Exponential, HasItsKnownAnswers) {
  EXPECT_EQ(exponential_from(0), 190'530'846'196U);                     // floor(64 ln 2 · 2^32)
  EXPECT_EQ(exponential_from(std::uint64_t{1} << 63), 2'977'044'471U);  // floor(ln 2 · 2^32)
  EXPECT_EQ(exponential_from(~std::uint64_t{0}), 0U);
}

TEST(Poisson, HasTheMeanAndTheSpreadOfItsRate) {
  PoissonProcess process(7, 0);
  constexpr int arrivals = 100'000;
  double sum_of_squares = 0;
  FlowAmount before = 0;
  FlowAmount now = 0;
  for (int i = 0; i < arrivals; ++i) {
    now = process.next();
    ASSERT_GE(now, before);
    sum_of_squares += in_flows(now - before) * in_flows(now - before);
    before = now;
  }
  EXPECT_NEAR(in_flows(now) / arrivals, 1.0, 0.015);  // gap's mean 1, standard error 0.003
  EXPECT_NEAR(sum_of_squares / arrivals, 2.0, 0.1);   // its second moment 2, error 0.014
}

TEST(Poisson, CountsVaryByTheSeedAroundTheMean) {
  double sum = 0;
  double sum_of_squares = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto count =
        static_cast<double>(*count_poisson_arrivals(PoissonProcess(seed, 0), at_rate(100, 10)));
    sum += count;
    sum_of_squares += count * count;
  }
  const double mean = sum / 200;
  const double variance = sum_of_squares / 200 - mean * mean;
  EXPECT_NEAR(mean, 1000, 10);
  EXPECT_NEAR(variance, 1000, 350);
}

TEST(Poisson, IsTheSameAgainAndAnotherInAnotherPhase) {
  PoissonProcess first(1, 0);
  PoissonProcess again(1, 0);
  PoissonProcess other_phase(1, 1);
  PoissonProcess other_seed(2, 0);
  const FlowAmount amount = first.next();
  EXPECT_EQ(amount, again.next());
  EXPECT_NE(amount, other_phase.next());
  EXPECT_NE(amount, other_seed.next());
}

}  // namespace
}  // namespace loadgate
