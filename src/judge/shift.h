// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/draft.h"

namespace loadgate {

/// The canary's median round trip before the load: of the candidate, and its range over the pool's
/// runs; ns. Nothing where one of them does not know it.
struct CanaryPlace {
  double now;
  double centre;  ///< of the pool, on the log scale
  double low;
  double high;
};
std::optional<CanaryPlace> place_of_canary(const Case& judged);

/// Where the times of all steps moved together, by much the same factor: whether the canary moved
/// with them. It explains, and nothing is ever subtracted.
void warn_of_shift(const Case& judged, const std::vector<Draft>& drafts,
                   std::vector<std::string>& warnings);

}  // namespace loadgate
