// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "spec/template.h"

namespace loadgate {

enum class NodeKind { null, scalar, list, mapping };
enum class ScalarStyle { plain, quoted };

struct Entry;

/// The YAML file as a tree of values, each with its place; aliases are expanded.
struct SpecNode {
  NodeKind kind;
  Position where;
  ScalarStyle style;
  std::string text;             ///< of a scalar
  std::vector<SpecNode> items;  ///< of a list
  std::vector<Entry> entries;   ///< of a mapping; keys differ
};

struct Entry {
  std::string key;
  Position where;  ///< of the key
  SpecNode value;
};

/// Null if the mapping has no such key.
inline const SpecNode* find_value(const SpecNode& mapping, std::string_view key) {
  for (const Entry& entry : mapping.entries) {
    if (entry.key == key) {
      return &entry.value;
    }
  }
  return nullptr;
}

}  // namespace loadgate
