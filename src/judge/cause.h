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

/// The third line of the trust table: a quota, the host or other work took the CPU.
std::vector<Cause> disturbances_of(const Run& run);

/// What explains a lateness (ns): those, and stops and stalls of loadgate. The likeliest first.
std::vector<Cause> causes_of(const Run& run, double lateness);

}  // namespace loadgate
