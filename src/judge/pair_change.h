// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"
#include "metric/pair_figures.h"

namespace loadgate {

/// A change against the old build that was offered the same windows in turn (judge/paired.h).
/// `blocking`: comparisons that share the error of the gate.
Draft draft_pair_change(const Case& judged, PairFigures& figures, std::size_t blocking,
                        const Question& question);

}  // namespace loadgate
