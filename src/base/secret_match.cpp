// SPDX-License-Identifier: Apache-2.0
#include "base/secret_match.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/encoding.h"

namespace loadgate {
namespace {

/// The character at the front of a secret: a code point, or a byte where it is no UTF-8.
struct Character {
  std::uint32_t code;
  std::string_view bytes;
};

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || !is_utf8(text.substr(0, length))) {
    return {lead, text.substr(0, 1)};
  }
  std::uint32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return {code, text.substr(0, length)};
}

/// The number that all of `digits` spell, or no code point at all.
std::uint32_t number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
  return is_whole && !digits.empty() ? value : 0xFFFFFFFF;
}

std::size_t match_raw(std::string_view text, const Character& character) {
  return text.starts_with(character.bytes) ? character.bytes.size() : 0;
}

std::size_t match_percent(std::string_view text, const Character& character) {
  if (character.code == ' ' && text.starts_with('+')) {
    return 1;
  }
  for (std::size_t i = 0; i < character.bytes.size(); ++i) {
    const std::string_view part = text.substr(std::min(text.size(), 3 * i), 3);
    if (part.size() != 3 || part[0] != '%' ||
        number(part.substr(1), 16) != static_cast<unsigned char>(character.bytes[i])) {
      return 0;
    }
  }
  return 3 * character.bytes.size();
}

/// `\u` and four digits after any number of backslashes: JSON inside of JSON doubles them.
std::size_t match_code_unit(std::string_view text, std::uint32_t unit) {
  const std::size_t slashes = text.find_first_not_of('\\');
  const bool is_escape = slashes != std::string_view::npos && slashes > 0 && text[slashes] == 'u' &&
                         number(text.substr(slashes + 1, 4), 16) == unit;
  return is_escape && text.size() >= slashes + 5 ? slashes + 5 : 0;
}

std::size_t match_json(std::string_view text, const Character& character) {
  if (!text.starts_with('\\')) {
    return 0;
  }
  if (character.code >= 0x10000) {
    const std::size_t high = match_code_unit(text, 0xD7C0 + (character.code >> 10));
    const std::size_t low =
        high == 0 ? 0 : match_code_unit(text.substr(high), 0xDC00 + (character.code & 0x3FF));
    return low == 0 ? 0 : high + low;
  }
  if (const std::size_t length = match_code_unit(text, character.code); length > 0) {
    return length;
  }
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  constexpr std::string_view written = "\"\\/bfnrt";
  const std::size_t which = character.code < 0x80 ? meant.find(static_cast<char>(character.code))
                                                  : std::string_view::npos;
  if (which == std::string_view::npos) {
    return 0;
  }
  if (character.code == '\\') {
    return text.starts_with("\\\\\\\\") ? 4 : text.starts_with("\\\\") ? 2 : 0;
  }
  const std::size_t slashes = text.find_first_not_of('\\');
  const bool is_escape = slashes != std::string_view::npos && text[slashes] == written[which];
  return is_escape ? slashes + 1 : 0;
}

std::size_t match_entity(std::string_view text, const Character& character) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (!text.starts_with('&') || end == std::string_view::npos) {
    return 0;
  }
  struct Entity {
    std::string_view name;
    std::uint32_t code;
  };
  constexpr std::array entities{Entity{"amp", '&'}, Entity{"lt", '<'}, Entity{"gt", '>'},
                                Entity{"quot", '"'}, Entity{"apos", '\''}};
  const std::string_view name = text.substr(1, end - 1);
  for (const Entity& entity : entities) {
    if (entity.name == name && entity.code == character.code) {
      return end + 1;
    }
  }
  const bool is_hexadecimal = name.starts_with("#x") || name.starts_with("#X");
  const bool is_number = name.starts_with('#');
  const std::uint32_t code = is_hexadecimal ? number(name.substr(2), 16)
                             : is_number    ? number(name.substr(1), 10)
                                            : 0;
  return is_number && code == character.code ? end + 1 : 0;
}

constexpr std::array ways{match_raw, match_json, match_percent, match_entity};

/// Sorted by bytes; all are the same up to some depth.
using Values = std::span<const std::string>;

std::string_view rest_of(const std::string& value, std::size_t depth) {
  return std::string_view(value).substr(depth);
}

/// What encodes a character may stand here, whichever it is.
bool may_be_encoded(char c) {
  return c == '%' || c == '\\' || c == '+' || c == '&';
}

Values with_byte(Values values, std::size_t depth, char byte) {
  const auto key = [depth](const std::string& value) {
    return static_cast<unsigned char>(value[depth]);
  };
  const auto found = std::ranges::equal_range(values, static_cast<unsigned char>(byte), {}, key);
  return {found.begin(), found.end()};
}

/// The values at the front that go on with the same character as the first one. Bytes that are no
/// UTF-8 stand alone: behind them characters are cut elsewhere.
Values with_first_character(Values values, std::size_t depth, const Character& first) {
  const bool is_byte_alone = first.bytes.size() == 1 && first.code >= 0x80;
  const auto goes_on = [&](const std::string& value) {
    return rest_of(value, depth).starts_with(first.bytes);
  };
  const auto end = std::ranges::partition_point(values, goes_on);
  return values.first(is_byte_alone ? 1 : static_cast<std::size_t>(end - values.begin()));
}

std::optional<std::size_t> longest_match(std::string_view text, Values values, std::size_t depth);

/// Of the ways to write the next character all are tried: '&' of "&amp;" is also a raw '&'.
std::optional<std::size_t> match_character(std::string_view text, Values group, std::size_t depth) {
  const Character character = first_character(rest_of(group.front(), depth));
  std::optional<std::size_t> best;
  for (const auto way : ways) {
    const std::size_t length = way(text, character);
    const auto after =
        length == 0 ? std::nullopt
                    : longest_match(text.substr(length), group, depth + character.bytes.size());
    if (after) {
      best = std::max(best.value_or(0), length + *after);
    }
  }
  return best;
}

std::optional<std::size_t> longest_match(std::string_view text, Values values, std::size_t depth) {
  std::optional<std::size_t> best;
  if (!values.empty() && values.front().size() == depth) {
    best = 0;
    values = values.subspan(1);
  }
  if (text.empty()) {
    return best;
  }
  if (!may_be_encoded(text.front())) {
    values = with_byte(values, depth, text.front());
  }
  while (!values.empty()) {
    const Values group =
        with_first_character(values, depth, first_character(rest_of(values.front(), depth)));
    if (const auto length = match_character(text, group, depth)) {
      best = std::max(best.value_or(0), *length);
    }
    values = values.subspan(group.size());
  }
  return best;
}

}  // namespace

std::size_t match_any_secret(std::string_view text, Values secrets) {
  return longest_match(text, secrets, 0).value_or(0);
}

std::size_t match_any_text(std::string_view text, Values texts) {
  std::size_t best = 0;
  for (std::size_t depth = 0; !texts.empty(); ++depth) {
    if (texts.front().size() == depth) {
      best = depth;
      texts = texts.subspan(1);
    }
    texts = depth < text.size() ? with_byte(texts, depth, text[depth]) : Values();
  }
  return best;
}

}  // namespace loadgate
