// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// How a piece of text is meant. Names, quotations and commands come from outside: each format
/// shows and escapes them in its own way.
enum class Style { plain, name, quotation, command };

struct Piece {
  Style style;
  std::string text;
};

/// A sentence that no format owns yet.
using Prose = std::vector<Piece>;

inline Piece plain(std::string_view text) {
  return Piece{Style::plain, std::string(text)};
}
inline Piece name(std::string_view text) {
  return Piece{Style::name, std::string(text)};
}
inline Piece quotation(std::string_view text) {
  return Piece{Style::quotation, std::string(text)};
}
inline Piece command(std::string_view text) {
  return Piece{Style::command, std::string(text)};
}

/// `a`, `b` and `c`; from the sixth on "and 3 more".
Prose names(const std::vector<std::string>& list);

/// Messages are lower case without a full stop; this is one that stands alone.
std::string as_sentence(std::string text);

Prose& operator+=(Prose& prose, const Prose& more);

}  // namespace loadgate
