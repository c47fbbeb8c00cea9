// SPDX-License-Identifier: Apache-2.0
#include "stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/stats/exactness.h"

namespace loadgate {
namespace {

// Reference values: scipy 1.17.1, scipy.stats.{norm,t,chi2}.{ppf,sf}.
using testing::exactness;

TEST(Distributions, NormalAgreesWithScipy) {
  EXPECT_NEAR(normal_quantile(0.95), 1.6448536269514722, exactness);
  EXPECT_NEAR(normal_tail(1.96), 0.024997895148220435, exactness);
  EXPECT_NEAR(normal_tail(8.0) / 6.22096057427174e-16, 1.0, exactness);
}

TEST(Distributions, StudentTAgreesWithScipy) {
  EXPECT_NEAR(t_quantile(0.95, 4), 2.1318467863266495, exactness);
  EXPECT_NEAR(t_quantile(0.95, 9), 1.833112932656237, exactness);
  EXPECT_NEAR(t_quantile(0.8, 9), 0.8834038596855346, exactness);
  EXPECT_NEAR(t_quantile(0.99, 1), 31.820515953773935, exactness);
  EXPECT_NEAR(t_quantile(0.995, 17), 2.8982305196774183, exactness);
  EXPECT_NEAR(t_tail(2.0, 5), 0.050969739414929174, exactness);
  EXPECT_NEAR(t_tail(4.5, 9), 0.0007444747077058662, exactness);
  EXPECT_NEAR(t_tail(-1.0, 3), 0.8044988905221148, exactness);
}

TEST(Distributions, ChiSquaredAgreesWithScipy) {
  EXPECT_NEAR(chi_squared_quantile(0.95, 4), 9.487729036781154, exactness);
  EXPECT_NEAR(chi_squared_quantile(0.8, 7), 9.803249900240838, exactness);
  EXPECT_NEAR(chi_squared_tail(9.488, 4), 0.04999440557799463, exactness);
  EXPECT_NEAR(chi_squared_tail(3.0, 7), 0.8850022316431506, exactness);
}

TEST(Distributions, TailsOfInfinityAreCertain) {
  EXPECT_EQ(normal_tail(HUGE_VAL), 0.0);
  EXPECT_EQ(normal_tail(-HUGE_VAL), 1.0);
  EXPECT_EQ(t_tail(HUGE_VAL, 3), 0.0);
  EXPECT_EQ(t_tail(-HUGE_VAL, 3), 1.0);
  EXPECT_EQ(chi_squared_tail(HUGE_VAL, 3), 0.0);
}

}  // namespace
}  // namespace loadgate
