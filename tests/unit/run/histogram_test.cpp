// SPDX-License-Identifier: Apache-2.0
#include "run/histogram.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace loadgate {
namespace {

TEST(Buckets, AreNeverFurtherFromTheirNumbersThanTheirDigitsSay) {
  std::mt19937_64 random(1);
  for (const int bits : {5, 10}) {
    const Buckets buckets{.bits = bits};
    for (int i = 0; i < 200'000; ++i) {
      const auto number = static_cast<std::int64_t>(random() >> (1 + random() % 63));
      const std::int64_t value = buckets.value(buckets.of(number));
      const std::int64_t most = number >> (bits + 1);
      ASSERT_LE(std::abs(value - number), most) << number;
    }
  }
}

TEST(Buckets, FollowOneAnotherWithoutGaps) {
  const Buckets buckets{.bits = 10};
  EXPECT_EQ(buckets.of(-7), 0U);
  EXPECT_EQ(buckets.of(0), 0U);
  EXPECT_EQ(buckets.of(2047), 2047U);
  EXPECT_EQ(buckets.of(2048), 2048U);
  EXPECT_EQ(buckets.of(2049), 2048U);
  EXPECT_EQ(buckets.of(2050), 2049U);
  std::uint32_t last = 0;
  for (std::int64_t number = 0; number < 300'000; ++number) {
    const std::uint32_t bucket = buckets.of(number);
    ASSERT_TRUE(bucket == last || bucket == last + 1) << number;
    last = bucket;
  }
  for (std::uint32_t bucket = 0; bucket < buckets.end(); ++bucket) {
    ASSERT_EQ(buckets.of(buckets.value(bucket)), bucket);
  }
  EXPECT_EQ(buckets.of(std::numeric_limits<std::int64_t>::max()), buckets.end() - 1);
}

TEST(Histogram, OfPartsAddedUpIsTheHistogramOfAll) {
  std::mt19937_64 random(2);
  Histogram whole;
  std::vector<Histogram> parts(4);
  for (int i = 0; i < 20'000; ++i) {
    const auto number = static_cast<std::int64_t>(random() >> (1 + random() % 63));
    whole.add(number);
    parts[random() % parts.size()].add(number);
  }
  Histogram forwards;
  Histogram backwards;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    forwards.add(parts[i]);
    backwards.add(parts[parts.size() - 1 - i]);
  }
  EXPECT_EQ(forwards, whole);
  EXPECT_EQ(backwards, whole);
  EXPECT_EQ(forwards.count(), 20'000U);
}

TEST(Histogram, CountsInOrder) {
  Histogram histogram;
  histogram.add(5'000'000, 3);
  histogram.add(7);
  histogram.add(5'000'100);
  const std::vector<BucketCount> counts = histogram.counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].bucket, 7U);
  EXPECT_EQ(counts[1].count, 4U);
  EXPECT_NEAR(static_cast<double>(three_digits.value(counts[1].bucket)), 5e6, 5e6 / 2048);
}

}  // namespace
}  // namespace loadgate
