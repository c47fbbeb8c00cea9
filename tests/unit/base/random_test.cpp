// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <gtest/gtest.h>

namespace loadgate {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers of Random123's kat_vectors, "philox4x32 10".
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Draws, StayBelowTheirBoundAndReachAllOfIt) {
  std::array<int, 6> seen{};
  for (std::uint32_t i = 0; i < 6000; ++i) {
    const DrawKey key{7, Purpose::data_row, 0, i, 0, 0};
    ++seen.at(draw_below(key, seen.size()));
    EXPECT_GT(draw_unit(key), 0.0);
    EXPECT_LT(draw_unit(key), 1.0);
  }
  for (const int count : seen) {
    EXPECT_NEAR(count, 1000, 150);  // five standard deviations
  }
}

TEST(Draws, EveryPartOfTheKeyMatters) {
  const DrawKey key{1, Purpose::pause, 2, 3, 4, 5};
  auto other = key;
  other.seed = 1ULL << 40;
  EXPECT_NE(draw_bits(key), draw_bits(other));
  EXPECT_NE(draw_bits(key), draw_bits({1, Purpose::data_row, 2, 3, 4, 5}));
  EXPECT_NE(draw_bits(key), draw_bits({1, Purpose::pause, 1, 3, 4, 5}));
  EXPECT_NE(draw_bits(key), draw_bits({1, Purpose::pause, 2, 1, 4, 5}));
  EXPECT_NE(draw_bits(key), draw_bits({1, Purpose::pause, 2, 3, 1, 5}));
  EXPECT_NE(draw_bits(key), draw_bits({1, Purpose::pause, 2, 3, 4, 1}));
}

}  // namespace
}  // namespace loadgate
