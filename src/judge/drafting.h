// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "judge/draft.h"

namespace loadgate {

/// The evidence for each question; where the generator was late, that of the net figures.
std::vector<Draft> draft_all(const Case& judged, const std::vector<Question>& questions,
                             Trust of_runs);

}  // namespace loadgate
