// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/draft.h"

namespace loadgate {

/// For each draft whether its hypothesis is rejected among all that can block. Outside of the
/// family, and without a correction, nothing but its own bound stands in the way of a fail.
struct Family {
  std::vector<bool> rejected;
  std::size_t size;  ///< comparisons that share the error of the gate, at least 1
};

/// Holm over those that can block: of "nothing has changed", strictly of "no more than is allowed".
Family test_family(const std::vector<Draft>& drafts, double alpha, Multiplicity multiplicity);

}  // namespace loadgate
