// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/spelling.h"
#include "base/units.h"
#include "spec/reading.h"

namespace loadgate {

// Readers of one scalar each. What they cannot read they report, and return nothing.

/// Reports a list, a mapping or an empty value.
bool is_scalar(const SpecNode& node, Reading& reading);
/// Reports anything but a mapping (a list).
bool is_mapping(const SpecNode& node, Reading& reading, std::string_view what);
bool is_list(const SpecNode& node, Reading& reading, std::string_view what);

/// A scalar without `${`, and not empty.
std::optional<std::string> read_text(const SpecNode& node, Reading& reading);
/// Text of at most 100 characters, all of them printable.
std::optional<std::string> read_name(const SpecNode& node, Reading& reading);
bool check_name(std::string_view name, Position where, Reading& reading);
/// true, false, on, off.
std::optional<bool> read_switch(const SpecNode& node, Reading& reading);

std::optional<Nanoseconds> read_duration(const SpecNode& node, Reading& reading);
std::optional<Nanoseconds> read_positive_duration(const SpecNode& node, Reading& reading);
std::optional<Rate> read_positive_rate(const SpecNode& node, Reading& reading);

/// Bounds are included.
struct Bounds {
  std::int64_t low;
  std::int64_t high;
};
/// Of one request.
inline constexpr Bounds most_redirects{.low = 0, .high = 20};
std::optional<std::int64_t> read_count(const SpecNode& node, Reading& reading, Bounds bounds);
std::optional<std::int64_t> read_size(const SpecNode& node, Reading& reading);

/// A word of a closed list and what it means.
template <typename Value>
struct Word {
  std::string_view name;
  Value value;
};

/// Reports a word that is not in the list; those in `not_yet` are known, but not built.
void fail_word(const SpecNode& node, Reading& reading, std::span<const std::string_view> words,
               std::span<const std::string_view> not_yet);

template <typename Value>
std::optional<Value> read_word(const SpecNode& node, Reading& reading,
                               std::span<const Word<Value>> words,
                               std::span<const std::string_view> not_yet = {}) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const Word<Value>& word : words) {
    if (word.name == *text) {
      return word.value;
    }
    names.push_back(word.name);
  }
  fail_word(node, reading, names, not_yet);
  return std::nullopt;
}

}  // namespace loadgate
