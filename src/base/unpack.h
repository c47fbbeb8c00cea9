// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  std::string bytes;
  UnpackEnd end;
};

/// The beginning of what was packed, `limit` bytes at most, whatever it would grow to. Error: the
/// stream is damaged.
Result<Unpacked> unpack(std::string_view packed, Packing packing, std::size_t limit);

}  // namespace loadgate
