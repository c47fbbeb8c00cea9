// SPDX-License-Identifier: Apache-2.0
#include "plan/pattern.h"

#include <algorithm>

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

}  // namespace loadgate
