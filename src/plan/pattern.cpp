// SPDX-License-Identifier: Apache-2.0
#include "plan/pattern.h"

#include <algorithm>
#include <utility>

#include "spec/glob.h"

namespace loadgate {

bool matches_pattern(std::string_view pattern, std::string_view name) {
  return pattern.empty() || matches_glob(pattern, name);
}

std::vector<std::size_t> select_names(std::string_view pattern,
                                      std::span<const std::string> names) {
  const bool is_name = std::ranges::find(names, pattern) != names.end();
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_name ? names[i] == pattern : matches_pattern(pattern, names[i])) {
      selected.push_back(i);
    }
  }
  return selected;
}

NameList::NameList(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    places_[names_[i]].push_back(i);
  }
}

std::vector<std::size_t> NameList::select(std::string_view pattern) const {
  if (const auto named = places_.find(std::string(pattern)); named != places_.end()) {
    return named->second;
  }
  std::vector<std::size_t> selected;
  const bool is_wide = pattern.empty() || pattern.find_first_of("*?") != std::string_view::npos;
  for (std::size_t i = 0; is_wide && i < names_.size(); ++i) {
    if (matches_pattern(pattern, names_[i])) {
      selected.push_back(i);
    }
  }
  return selected;
}

}  // namespace loadgate
