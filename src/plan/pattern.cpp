// SPDX-License-Identifier: Apache-2.0
#include "plan/pattern.h"

#include <algorithm>

namespace loadgate {

bool matches_pattern(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) {
    return true;
  }
  // Only the last star needs to be tried again, which keeps hostile patterns at O(n·m).
  constexpr std::size_t none = std::string_view::npos;
  std::size_t at = 0;
  std::size_t in_name = 0;
  std::size_t star = none;
  std::size_t star_name = 0;
  while (in_name < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_name = in_name;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[in_name])) {
      ++at;
      ++in_name;
    } else if (star != none) {
      at = star + 1;
      in_name = ++star_name;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == none;
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

}  // namespace loadgate
