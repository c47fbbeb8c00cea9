// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loadgate {

/// A column of whole numbers as text: differences to the number before, zigzag and varint (7 bits a
/// byte, low ones first, as Protocol Buffers have it), zlib, base64.
std::string encode_column(std::span<const std::int64_t> numbers);

/// Exactly `count` numbers, or invalid_input that says what is damaged.
Result<std::vector<std::int64_t>> decode_column(std::string_view text, std::size_t count);

}  // namespace loadgate
