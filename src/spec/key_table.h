// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/spelling.h"
#include "spec/scalars.h"

namespace loadgate {

enum class Presence { optional, required };

/// What people and editors are told about a key. One row of a mapping's table.
struct KeyDescription {
  std::string_view name;
  std::string_view form;           ///< of the table of forms (forms.h); empty: not supported yet
  std::string_view description;    ///< one sentence; for keys not supported yet a hint, or nothing
  std::string_view default_value;  ///< in words; empty: none
  std::string_view example;        ///< YAML on one line, unlike the default
  Presence presence;
};

/// A key and the function that stores its value; null: not supported yet.
template <typename Target>
struct Key {
  KeyDescription about;
  void (*store)(const SpecNode& value, Reading& reading, Target& into);
};

/// A key whose feature is not built: known, and refused.
template <typename Target>
constexpr Key<Target> not_yet(std::string_view name, std::string_view hint = {}) {
  return {.about = {name, {}, hint, {}, {}, Presence::optional}, .store = nullptr};
}

/// A mapping as the schema and the reference show it.
struct MappingDescription {
  std::string_view name;         ///< as messages call it: "phase"
  std::string_view description;  ///< one sentence
  std::string_view constraint;   ///< JSON Schema members beside the properties; may be empty
  std::vector<KeyDescription> keys;
};

template <typename Target>
MappingDescription describe(std::string_view name, std::string_view description,
                            std::string_view constraint, std::span<const Key<Target>> keys) {
  MappingDescription mapping{name, description, constraint, {}};
  for (const Key<Target>& key : keys) {
    mapping.keys.push_back(key.about);
  }
  return mapping;
}

/// Reports a key that the table does not have.
void fail_unknown_key(const Entry& entry, std::string_view mapping,
                      std::span<const std::string_view> names, Reading& reading);

/// Reports a key whose feature is not built, with what to do instead.
void fail_not_yet(const Entry& entry, const KeyDescription& about, Reading& reading);

/// Stores each entry with its row's function; reports keys that are unknown, not supported yet or
/// missing. `name` as in MappingDescription. Returns false if the node is no mapping.
template <typename Target>
bool read_mapping(const SpecNode& node, std::string_view name, std::span<const Key<Target>> keys,
                  Reading& reading, Target& into) {
  if (!is_mapping(node, reading, "the mapping '" + std::string(name) + "'")) {
    return false;
  }
  std::vector<std::string_view> names;
  for (const Key<Target>& key : keys) {
    if (key.store != nullptr) {
      names.push_back(key.about.name);
    }
    if (key.about.presence == Presence::required && find_value(node, key.about.name) == nullptr) {
      reading.fail(node.where, "'" + std::string(name) + "' needs the key '" +
                                   std::string(key.about.name) + "'");
    }
  }
  for (const Entry& entry : node.entries) {
    const auto key = std::ranges::find_if(
        keys, [&](const Key<Target>& row) { return row.about.name == entry.key; });
    if (key == keys.end()) {
      fail_unknown_key(entry, name, names, reading);
    } else if (key->store == nullptr) {
      fail_not_yet(entry, key->about, reading);
    } else {
      key->store(entry.value, reading, into);
    }
  }
  return true;
}

/// Every mapping of the language, in the order of the reference.
std::vector<MappingDescription> all_mappings();

}  // namespace loadgate
