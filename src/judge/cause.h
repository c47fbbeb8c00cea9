// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/run.h"

namespace loadgate {

/// What kept loadgate from its work, and what would change it.
struct Cause {
  std::string words;
  std::string_view advice;
};

/// The third line of the trust table: explains a lateness (ns), and counts only beside one. The
/// likeliest first.
std::vector<Cause> causes_of(const Run& run, double lateness);

}  // namespace loadgate
