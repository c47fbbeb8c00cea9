// SPDX-License-Identifier: Apache-2.0
#include "base/spelling.h"

#include <algorithm>
#include <vector>

#include "base/letters.h"

namespace loadgate {
namespace {

/// Optimal string alignment distance (Damerau 1964, Levenshtein 1966), case ignored by the caller.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::string list_of(std::span<const std::string_view> candidates) {
  constexpr std::size_t most = 12;
  std::string text = "expected one of: ";
  for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(candidates[i]);
  }
  return candidates.size() > most ? text + ", …" : text;
}

}  // namespace

std::string spelling_hint(std::string_view word, std::span<const std::string_view> candidates) {
  if (candidates.empty()) {
    return {};
  }
  // Longer words come from no typing mistake, and the table of costs is quadratic.
  const std::string wanted = lower_case(word.substr(0, 64));
  const auto distance = [&](std::string_view candidate) {
    return edit_distance(wanted, lower_case(candidate));
  };
  const auto closest = std::ranges::min_element(candidates, {}, distance);
  const std::size_t allowed = std::max<std::size_t>(1, wanted.size() / 3);
  return distance(*closest) <= allowed ? "did you mean '" + std::string(*closest) + "'?"
                                       : list_of(candidates);
}

}  // namespace loadgate
