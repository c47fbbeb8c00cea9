// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace loadgate {

// Both take a list that is sorted by bytes and has no text twice and none that is empty. Their cost
// grows with the logarithm of its length: there may be a secret for each user of a load.

/// How many bytes at the front of `text` are one of the secrets, as many as can be; 0: none. Each
/// character may stand as it is or as an encoder would write it, each in its own way: `%XX` or `+`
/// (RFC 3986, HTML forms),
/// `\uXXXX` and short escapes (RFC 8259), also escaped again inside of another JSON text, and the
/// entities of HTML. So no list of encoders has to be complete.
std::size_t match_any_secret(std::string_view text, std::span<const std::string> secrets);

/// The same of texts as they are.
std::size_t match_any_text(std::string_view text, std::span<const std::string> texts);

}  // namespace loadgate
