// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "judge/case.h"

namespace loadgate {

/// Why a question cannot be compared with the baseline at all.
struct Barrier {
  State state;  ///< no_baseline, incomparable or new_step
  std::string reason;
  std::string advice;
};

std::optional<Barrier> barrier_of(const Case& judged, const Question& question);

}  // namespace loadgate
