// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <utility>

#include "base/integers.h"

namespace loadgate {
namespace {

std::pair<std::uint32_t, std::uint32_t> multiply(std::uint32_t a, std::uint32_t b) {
  const std::uint64_t product = static_cast<std::uint64_t>(a) * b;
  return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  // Multipliers and Weyl constants of table 2 and section 4.3 of the paper.
  for (int round = 0; round < 10; ++round) {
    const auto [high0, low0] = multiply(0xD2511F53, counter[0]);
    const auto [high1, low1] = multiply(0xCD9E8D57, counter[2]);
    counter = {high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

std::uint64_t draw_bits(const DrawKey& key) {
  const auto purpose = static_cast<std::uint32_t>(key.purpose);
  const std::array<std::uint32_t, 4> counter{purpose << 16 | key.scenario, key.owner, key.iteration,
                                             key.draw};
  const auto words = philox(
      counter, {static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)});
  return static_cast<std::uint64_t>(words[1]) << 32 | words[0];
}

std::uint64_t draw_below(const DrawKey& key, std::uint64_t bound) {
  return static_cast<std::uint64_t>(static_cast<UnsignedInt128>(draw_bits(key)) * bound >> 64);
}

double draw_unit(const DrawKey& key) {
  return (static_cast<double>(draw_bits(key) >> 11) + 0.5) * 0x1p-53;
}

}  // namespace loadgate
