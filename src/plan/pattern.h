// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace loadgate {

/// `*` stands for any text, `?` for one byte, everything else for itself; the empty pattern fits
/// every name.
bool matches_pattern(std::string_view pattern, std::string_view name);

/// Indices of the names that a rule's pattern means, in order. A pattern that is itself one of the
/// names means that name alone: "main/GET /items?page=2" is no wildcard then.
std::vector<std::size_t> select_names(std::string_view pattern, std::span<const std::string> names);

/// The same for many patterns over one list: names and patterns without wildcards cost no search.
class NameList {
 public:
  explicit NameList(std::vector<std::string> names);

  const std::string& operator[](std::size_t index) const { return names_[index]; }
  bool contains(std::string_view name) const { return places_.contains(std::string(name)); }
  std::vector<std::size_t> select(std::string_view pattern) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::vector<std::size_t>> places_;
};

}  // namespace loadgate
