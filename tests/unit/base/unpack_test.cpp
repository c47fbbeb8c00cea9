// SPDX-License-Identifier: Apache-2.0
#include "base/unpack.h"

#include <gtest/gtest.h>

#include "base/pack.h"

namespace loadgate {
namespace {

std::string gzipped(std::string_view bytes) {
  return pack(bytes, Frame::gzip);
}

constexpr UnpackLimits much{.kept = 1U << 20U, .most = 1U << 20U};

TEST(Unpack, gives_back_what_was_packed) {
  for (const std::string& text : {std::string(), std::string("text"), std::string(100'000, 'x')}) {
    const Unpacked gzip = unpack(gzipped(text), Packing::gzip, much).value();
    EXPECT_EQ(gzip.bytes, text);
    EXPECT_EQ(gzip.end, UnpackEnd::whole);
    EXPECT_EQ(unpack(pack(text, Frame::zlib), Packing::deflate, much).value().bytes, text);
    EXPECT_EQ(unpack(pack(text, Frame::none), Packing::deflate, much).value().bytes, text);
  }
}

TEST(Unpack, ends_at_the_limit_whatever_would_come) {
  const std::string bomb = gzipped(std::string(50'000'000, '\0'));
  EXPECT_LT(bomb.size(), 100'000U);
  const Unpacked begun = unpack(bomb, Packing::gzip, {.kept = 1000, .most = 1000}).value();
  EXPECT_EQ(begun.bytes.size(), 1000U);
  EXPECT_EQ(begun.end, UnpackEnd::limit);
  const Unpacked exact = unpack(gzipped("1234"), Packing::gzip, {.kept = 4, .most = 4}).value();
  EXPECT_EQ(exact.bytes, "1234");
  EXPECT_EQ(exact.end, UnpackEnd::whole);
  EXPECT_EQ(unpack(gzipped("1234"), Packing::gzip, {.kept = 3, .most = 3}).value().end,
            UnpackEnd::limit);
}

TEST(Unpack, counts_further_than_it_keeps) {
  const std::string body = gzipped(std::string(50'000, 'x') + "end");
  const Unpacked counted = unpack(body, Packing::gzip, {.kept = 10, .most = 50'003}).value();
  EXPECT_EQ(counted.bytes, std::string(10, 'x'));
  EXPECT_EQ(counted.size, 50'003U);
  EXPECT_EQ(counted.end, UnpackEnd::whole);
  const Unpacked stopped = unpack(body, Packing::gzip, {.kept = 10, .most = 50'002}).value();
  EXPECT_EQ(stopped.size, 50'002U);
  EXPECT_EQ(stopped.end, UnpackEnd::limit);
}

TEST(Unpack, says_when_a_part_is_missing) {
  const std::string whole = gzipped("some text that is long enough to be cut in the middle of it");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Result<Unpacked> cut = unpack(whole.substr(0, length), Packing::gzip, much);
    ASSERT_TRUE(cut) << length;
    EXPECT_EQ(cut->end, UnpackEnd::input) << length;
  }
}

TEST(Unpack, refuses_what_is_damaged) {
  EXPECT_FALSE(unpack("<html>", Packing::gzip, much));
  EXPECT_FALSE(unpack("\xff\xff\xff", Packing::deflate, much));
  std::string wrong_checksum = gzipped("text");
  wrong_checksum[wrong_checksum.size() - 6] ^= 1;
  EXPECT_FALSE(unpack(wrong_checksum, Packing::gzip, much));
}

TEST(Unpack, reads_several_files_in_one) {
  const Unpacked both = unpack(gzipped("one ") + gzipped("two"), Packing::gzip, much).value();
  EXPECT_EQ(both.bytes, "one two");
  EXPECT_EQ(unpack(gzipped("one") + std::string(8, '\0'), Packing::gzip, much).value().bytes,
            "one");
}

}  // namespace
}  // namespace loadgate
