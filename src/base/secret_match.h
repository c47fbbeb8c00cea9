// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace loadgate {

/// How many bytes at the front of `text` are the secret, 0 if they are not. Each character may
/// stand as it is or as an encoder would write it, each in its own way: `%XX` or `+` (RFC 3986,
/// HTML forms),
/// `\uXXXX` and short escapes (RFC 8259), also escaped again inside of another JSON text, and the
/// entities of HTML. So no list of encoders has to be complete.
std::size_t match_secret(std::string_view text, std::string_view secret);

}  // namespace loadgate
