// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"

namespace loadgate {

/// A change against another phase of the same run (`compare_to_phase`), without a baseline: blocks
/// of 1 s are drawn from both phases, 1,000 seeded times; the bounds and p are those of the drawn
/// changes. Under 10 blocks in one of them it is inconclusive.
Draft draft_phase_change(const Case& judged, const Measured& measured, const Question& question);

}  // namespace loadgate
