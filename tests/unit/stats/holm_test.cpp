// SPDX-License-Identifier: Apache-2.0
#include "stats/holm.h"

#include <gtest/gtest.h>

#include <vector>

namespace loadgate {
namespace {

// The worked example of Holm's procedure in R: p.adjust(c(.01, .04, .03, .005), "holm")
// = .03 .06 .06 .02.
TEST(Holm, RejectsWhatRsAdjustedValuesReject) {
  EXPECT_EQ(holm_rejects(std::vector{0.01, 0.04, 0.03, 0.005}, 0.05),
            (std::vector{true, false, false, true}));
  EXPECT_EQ(holm_rejects(std::vector{0.01, 0.04, 0.03, 0.005}, 0.06),
            (std::vector{true, true, true, true}));
}

// reference_values.py (statsmodels): adjusted .0495 .018 .082 .2 .0495 .0495.
TEST(Holm, RejectsWhatStatsmodelsRejects) {
  const std::vector p_values{0.012, 0.003, 0.041, 0.2, 0.0099, 0.012};
  EXPECT_EQ(holm_rejects(p_values, 0.0495 + 1e-9),
            (std::vector{true, true, false, false, true, true}));
  EXPECT_EQ(holm_rejects(p_values, 0.0495 - 1e-9),
            (std::vector{false, true, false, false, false, false}));
  EXPECT_EQ(holm_rejects(p_values, 0.082 + 1e-9),
            (std::vector{true, true, true, false, true, true}));
}

TEST(Holm, ReachingTheLevelExactlyRejects) {
  EXPECT_EQ(holm_rejects(std::vector{0.05}, 0.05), std::vector{true});
}

TEST(Holm, StopsAtTheFirstThatStands) {
  EXPECT_EQ(holm_rejects(std::vector{0.049, 0.03}, 0.05), (std::vector{false, false}));
}

TEST(Holm, NoHypothesisIsNoRejection) {
  EXPECT_TRUE(holm_rejects({}, 0.05).empty());
}

}  // namespace
}  // namespace loadgate
