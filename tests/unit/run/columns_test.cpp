// SPDX-License-Identifier: Apache-2.0
#include "run/columns.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/encoding.h"

namespace loadgate {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::string mistake_of(std::string_view text, std::size_t count) {
  const Result<Numbers> numbers = decode_column(text, count);
  return numbers ? "none" : numbers.error().message;
}

/// A column of these bytes, as a hostile file might hold it.
std::string packed(std::string_view bytes) {
  return base64_encode(deflate(bytes));
}

TEST(Columns, ComeBackAsTheyWere) {
  for (const Numbers& numbers :
       {Numbers{}, Numbers{0}, Numbers{-1, 1, -2, 2}, Numbers{largest, smallest, 0, smallest},
        Numbers{20'000'000, 40'000'000, 60'000'000}, Numbers(1000, 7)}) {
    const std::string text = encode_column(numbers);
    EXPECT_EQ(decode_column(text, numbers.size()).value(), numbers);
  }
}

TEST(Columns, StartWithSmallDifferencesInSevenBits) {
  EXPECT_EQ(encode_column(Numbers{1, 0, 100}), packed(std::string("\x02\x01\xC8\x01", 4)));
}

TEST(Columns, OfAnotherLengthAreRefused) {
  EXPECT_EQ(mistake_of(encode_column(Numbers{1, 2}), 3), "expected 3 numbers, got 2");
  EXPECT_EQ(mistake_of(encode_column(Numbers{1, 2}), 1), "expected 1 numbers, got something else");
}

TEST(Columns, ThatAreDamagedAreRefused) {
  EXPECT_EQ(mistake_of("not base64!", 1), "damaged base64");
  EXPECT_EQ(mistake_of("AAAA", 1), "damaged or truncated compressed data");
  const std::string good = encode_column(Numbers(100, 5));
  EXPECT_EQ(mistake_of(good.substr(0, good.size() - 8), 100),
            "damaged or truncated compressed data");
}

TEST(Columns, WithANumberThatNeverEndsAreRefused) {
  EXPECT_EQ(mistake_of(packed(std::string(10, '\xFF')), 1),
            "expected 1 numbers, got something else");
  EXPECT_EQ(mistake_of(packed("\x80"), 1), "expected 1 numbers, got something else");
}

TEST(Columns, ThatGrowBeyondTheirCountAreRefused) {
  EXPECT_EQ(mistake_of(packed(std::string(1 << 20, '\0')), 2),
            "compressed data grow beyond 20 bytes");
}

}  // namespace
}  // namespace loadgate
