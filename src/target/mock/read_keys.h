// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "spec/diagnostics.h"
#include "spec/node.h"

namespace loadgate::mock {

/// One key of a mapping and what it does to the value that is being read.
template <typename Value>
struct Key {
  std::string_view name;
  void (*read)(const SpecNode& node, Value& value, Diagnostics& diagnostics);
};

/// Null, and a mistake noted, unless the node is a mapping.
const std::vector<Entry>* read_mapping(const SpecNode& node, std::string_view what,
                                       Diagnostics& diagnostics);
void note_unknown_key(const Entry& entry, std::string_view what,
                      std::span<const std::string_view> known, Diagnostics& diagnostics);
/// Notes each of these keys that the mapping has not.
void require_keys(const SpecNode& mapping, std::string_view what,
                  std::initializer_list<std::string_view> names, Diagnostics& diagnostics);

/// Reads every key of the mapping by the table.
template <typename Value>
void read_keys(const SpecNode& node, std::string_view what, std::span<const Key<Value>> keys,
               Value& value, Diagnostics& diagnostics) {
  const std::vector<Entry>* entries = read_mapping(node, what, diagnostics);
  if (entries == nullptr) {
    return;
  }
  std::vector<std::string_view> names;
  for (const Key<Value>& key : keys) {
    names.push_back(key.name);
  }
  for (const Entry& entry : *entries) {
    const auto place = std::find(names.begin(), names.end(), entry.key) - names.begin();
    if (static_cast<std::size_t>(place) == names.size()) {
      note_unknown_key(entry, what, names, diagnostics);
    } else {
      keys[static_cast<std::size_t>(place)].read(entry.value, value, diagnostics);
    }
  }
}

// Readers of scalars. Nothing, and a mistake noted, where the text is something else.
std::optional<std::string> read_text(const SpecNode& node, Diagnostics& diagnostics);
std::optional<Nanoseconds> read_duration(const SpecNode& node, Diagnostics& diagnostics);
std::optional<double> read_share(const SpecNode& node, Diagnostics& diagnostics);  ///< 0 to 1
std::optional<bool> read_flag(const SpecNode& node, Diagnostics& diagnostics);
/// A plain number above 0.
std::optional<double> read_positive(const SpecNode& node, Diagnostics& diagnostics);
std::optional<Rate> read_rate(const SpecNode& node, Diagnostics& diagnostics);  ///< above 0
std::optional<std::int64_t> read_count(const SpecNode& node, Diagnostics& diagnostics);
std::optional<std::int64_t> read_size(const SpecNode& node, Diagnostics& diagnostics);

struct IntegerRange {
  std::int64_t low;
  std::int64_t high;
};
/// `what` finishes "expected …, 0 to 65535".
std::optional<std::int64_t> read_integer(const SpecNode& node, std::string_view what,
                                         IntegerRange range, Diagnostics& diagnostics);

/// The name of a header (RFC 9110 §5.6.2).
bool is_header_name(std::string_view name);

template <typename Value>
void assign(Value& into, const std::optional<Value>& value) {
  if (value) {
    into = *value;
  }
}

}  // namespace loadgate::mock
