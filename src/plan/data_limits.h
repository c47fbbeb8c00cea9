// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace loadgate {

/// Of one data file: its size, and the cells of its table, which bounds what they take in memory.
inline constexpr std::uint64_t most_data_bytes = std::uint64_t{64} << 20;
inline constexpr std::size_t most_data_cells = 4'000'000;

/// Of one file that is sent: each request under way holds a copy.
inline constexpr std::uint64_t most_body_bytes = std::uint64_t{16} << 20;
inline constexpr std::uint64_t most_schema_bytes = std::uint64_t{1} << 20;

}  // namespace loadgate
