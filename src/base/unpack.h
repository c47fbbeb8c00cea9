// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

/// How bytes are packed: RFC 1952, and RFC 1950 or, as many servers mean it, bare RFC 1951.
enum class Packing { gzip, deflate };

/// Why no more came out.
enum class UnpackEnd {
  whole,  ///< the stream has ended
  input,  ///< its bytes have: a part of it is missing
  limit,  ///< it would grow beyond the limit
};

struct Unpacked {
  std::string bytes;   ///< the beginning
  std::uint64_t size;  ///< of everything that came out
  UnpackEnd end;
};

struct UnpackLimits {
  std::size_t kept;    ///< bytes
  std::uint64_t most;  ///< unpacked at all, `kept` or more
};

/// The beginning of what was packed, and its size, whatever it would grow to: memory is bounded by
/// one limit, work by the other. Error: the stream is damaged.
Result<Unpacked> unpack(std::string_view packed, Packing packing, UnpackLimits limits);

}  // namespace loadgate
