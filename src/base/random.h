// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace loadgate {

/// Philox4x32-10, counter-based: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// SC'11. Stateless, so a draw is keyed by what it means, never by the thread that makes it.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

/// What a draw is for; part of the key. Values are part of the plan's format: append only.
enum class Purpose : std::uint16_t {
  arrival = 1,
  scenario = 2,
  data_row = 3,
  template_value = 4,
  pause = 5,
  bootstrap = 6,
  mock = 7,
  retry = 8,
  coin = 9,
};

/// Names one draw. `owner` is the flow's sequence number (open phases) or user (closed phases).
struct DrawKey {
  std::uint64_t seed;
  Purpose purpose;
  std::uint16_t scenario;
  std::uint32_t owner;
  std::uint32_t iteration;
  std::uint32_t draw;
};

/// 64 uniform bits for this key.
std::uint64_t draw_bits(const DrawKey& key);

/// Uniform in [0, bound), bound > 0: multiply-shift of 64 bits with 128-bit product (the bias is
/// below bound/2^64, and the same on every platform, which rejection with a counter would spoil).
std::uint64_t draw_below(const DrawKey& key, std::uint64_t bound);

/// Uniform in the open interval (0, 1): (bits >> 11 + 0.5) / 2^53.
double draw_unit(const DrawKey& key);

}  // namespace loadgate
