// SPDX-License-Identifier: Apache-2.0
#include "plan/exponential.h"

#include <bit>

#include "base/integers.h"

namespace loadgate {
namespace {

constexpr int log_digits = 40;

/// floor(log2(value) · 2^40), value > 0: the last digit may be one too small.
std::uint64_t binary_logarithm(std::uint64_t value) {
  const int whole = static_cast<int>(std::bit_width(value)) - 1;
  std::uint64_t mantissa = value << (63 - whole);  // 1 <= mantissa / 2^63 < 2
  auto logarithm = static_cast<std::uint64_t>(whole);
  for (int digit = 0; digit < log_digits; ++digit) {
    const UnsignedInt128 square = static_cast<UnsignedInt128>(mantissa) * mantissa;
    const bool is_two_or_more = static_cast<std::uint64_t>(square >> 127) != 0;
    mantissa = static_cast<std::uint64_t>(square >> (is_two_or_more ? 64 : 63));
    logarithm = logarithm << 1 | (is_two_or_more ? 1U : 0U);
  }
  return logarithm;
}

}  // namespace

FlowAmount exponential_from(std::uint64_t bits) {
  constexpr std::uint64_t ln2 = 0xB17217F7D1CF79AB;  // floor(ln 2 · 2^64)
  constexpr std::uint64_t log_of_one = std::uint64_t{64} << log_digits;
  const std::uint64_t logarithm = log_of_one - binary_logarithm(bits | 1);
  constexpr int shift = 64 + log_digits - flow_fraction_bits;
  return static_cast<FlowAmount>(static_cast<UnsignedInt128>(logarithm) * ln2 >> shift);
}

}  // namespace loadgate
