// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

namespace loadgate {
namespace {

/// Length in bytes of the well-formed sequence at the front (table 3-7 of the Unicode standard), 0
/// if there is none.
std::size_t sequence_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
  };
  const auto in = [&](std::size_t i, unsigned low, unsigned high) {
    return at(i) >= low && at(i) <= high;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) {
    return bytes.empty() ? 0 : 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return in(1, 0x80, 0xBF) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return in(1, low, high) && in(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return in(1, low, high) && in(2, 0x80, 0xBF) && in(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// C0, DEL, C1 (C2 80 - C2 9F), and the marks that turn the direction of text around (U+202A-202E,
/// U+2066-2069): they could make a line look like another one.
bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    return lead < 0x20 || lead == 0x7F;
  }
  const auto last = static_cast<unsigned char>(character.back());
  if (character.size() == 2) {
    return lead == 0xC2 && last < 0xA0;
  }
  return (character.starts_with("\xE2\x80") && last >= 0xAA && last <= 0xAE) ||
         (character.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9);
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    if (length == 0) {
      return false;
    }
    bytes.remove_prefix(length);
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    text += length == 0 ? replacement : bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return text;
}

std::string printable(std::string_view bytes, std::size_t limit) {
  // Only so much is looked at: the rest of a large body is of no use.
  const std::string text = to_utf8(bytes.substr(0, limit + 4));
  std::string shown;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view character = rest.substr(0, sequence_length(rest));
    if (shown.size() + character.size() > limit) {
      return shown + "…";
    }
    shown += is_control(character) ? std::string_view(" ") : character;
    rest.remove_prefix(character.size());
  }
  return shown;
}

}  // namespace loadgate
