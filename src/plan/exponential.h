// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "plan/pacing.h"

namespace loadgate {

/// -ln(u) for u = (bits | 1) / 2^64, in integers alone, so that every platform computes the same:
/// an exponential variate of mean one flow. At most 2^-31 from the exact value; at most 44.4 flows.
///
/// Source: the binary logarithm digit by digit, by squaring (Knuth, The Art of Computer
/// Programming, volume 1, section 1.2.2, on computing logarithms), times ln 2.
FlowAmount exponential_from(std::uint64_t bits);

}  // namespace loadgate
