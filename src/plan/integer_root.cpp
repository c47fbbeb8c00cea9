// SPDX-License-Identifier: Apache-2.0
#include "plan/integer_root.h"

namespace loadgate {

/// One binary digit of the root a turn, from the top, as it is done by hand: no
/// division, and `root` is always the root of the digits seen so far.
std::uint64_t root_floor(UnsignedInt128 value) {
  UnsignedInt128 root = 0;
  UnsignedInt128 bit = static_cast<UnsignedInt128>(1) << 126;
  while (bit > value) {
    bit >>= 2;
  }
  for (; bit != 0; bit >>= 2) {
    if (value >= root + bit) {
      value -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return static_cast<std::uint64_t>(root);
}

std::uint64_t root_ceiling(UnsignedInt128 value) {
  const std::uint64_t root = root_floor(value);
  return static_cast<UnsignedInt128>(root) * root == value ? root : root + 1;
}

}  // namespace loadgate
