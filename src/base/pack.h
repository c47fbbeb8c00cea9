// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

/// What stands around the packed bytes, as zlib's window bits name it: RFC 1952, RFC 1950, or
/// nothing around RFC 1951.
enum class Frame : int { gzip = 15 + 16, zlib = 15, none = -15 };

std::string pack(std::string_view bytes, Frame frame);

}  // namespace loadgate
