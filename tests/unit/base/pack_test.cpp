// SPDX-License-Identifier: Apache-2.0
#include "base/pack.h"

#include <gtest/gtest.h>

#include "base/unpack.h"

namespace loadgate {
namespace {

TEST(Pack, makes_bytes_fewer_and_begins_as_its_frame_does) {
  const std::string large = std::string(50'000, 'x') + "end";
  const std::string gzip = pack(large, Frame::gzip);
  EXPECT_LT(gzip.size(), 200U);
  EXPECT_TRUE(gzip.starts_with("\x1F\x8B\x08"));                 // RFC 1952 §2.3.1: deflate
  EXPECT_EQ(pack(large, Frame::zlib).front(), '\x78');           // RFC 1950 §2.2: 32 KiB window
  EXPECT_EQ(pack("", Frame::none), std::string("\x03\x00", 2));  // RFC 1951: one empty block
}

/// Noise: packing makes it longer.
TEST(Pack, has_room_for_what_grows) {
  std::string noise;
  std::uint32_t state = 1;
  for (int i = 0; i < 100'000; ++i) {
    state = state * 1'664'525U + 1'013'904'223U;
    noise += static_cast<char>(state >> 24U);
  }
  constexpr UnpackLimits much{.kept = 1U << 20U, .most = 1U << 20U};
  const std::string packed = pack(noise, Frame::gzip);
  EXPECT_GT(packed.size(), noise.size());
  EXPECT_EQ(unpack(packed, Packing::gzip, much).value().bytes, noise);
}

}  // namespace
}  // namespace loadgate
