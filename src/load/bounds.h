// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace loadgate {

/// How long a signal may go unnoticed while the engine waits for answers, nanoseconds.
inline constexpr std::int64_t tick_ns = 50'000'000;
/// What messages and error examples show of an answer's body.
inline constexpr std::size_t shown_bytes = 512;

}  // namespace loadgate
