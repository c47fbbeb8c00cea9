// SPDX-License-Identifier: Apache-2.0
#include "judge/family.h"

#include <algorithm>

#include "stats/holm.h"

namespace loadgate {

Family test_family(const std::vector<Draft>& drafts, double alpha, Multiplicity multiplicity) {
  if (multiplicity == Multiplicity::none) {
    return {.rejected = std::vector<bool>(drafts.size(), true), .size = 1};
  }
  std::vector<double> p_values;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (is_in_family(drafts[i])) {
      members.push_back(i);
      p_values.push_back(family_p(drafts[i], multiplicity));
    }
  }
  Family family{.rejected = std::vector<bool>(drafts.size(), false),
                .size = std::max<std::size_t>(members.size(), 1)};
  const std::vector<bool> rejected = holm_rejects(p_values, alpha);
  for (std::size_t j = 0; j < members.size(); ++j) {
    family.rejected[members[j]] = rejected[j];
  }
  return family;
}

}  // namespace loadgate
