// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/integers.h"

namespace loadgate {

/// floor(sqrt(value)), exact.
std::uint64_t root_floor(UnsignedInt128 value);

/// ceil(sqrt(value)), exact; value <= (2^64 - 1)^2.
std::uint64_t root_ceiling(UnsignedInt128 value);

}  // namespace loadgate
