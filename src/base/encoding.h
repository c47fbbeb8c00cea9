// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

std::string base64_encode(std::string_view bytes);  ///< RFC 4648 §4, padded
Result<std::string> base64_decode(std::string_view text);
std::string url_encode(std::string_view bytes);  ///< RFC 3986: all but unreserved
std::string json_escape(std::string_view text);  ///< the inside of a JSON string
std::string deflate(std::string_view bytes);     ///< zlib stream
/// Error if the stream is damaged or would grow beyond `limit` bytes.
Result<std::string> inflate(std::string_view bytes, std::size_t limit);

bool is_utf8(std::string_view bytes);         ///< well-formed, RFC 3629
std::string to_utf8(std::string_view bytes);  ///< ill-formed parts become U+FFFD
/// Well-formed UTF-8 without control characters (terminal escapes, newlines become spaces), cut
/// after `limit` bytes at a character's border with "…". For hostile text on one line.
std::string printable(std::string_view bytes, std::size_t limit);

}  // namespace loadgate
