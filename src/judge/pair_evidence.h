// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/expand.h"
#include "judge/paired.h"
#include "metric/pair_figures.h"

namespace loadgate {

/// Of each build in each part: 60, and 1/(1 − p) for the quantile p.
std::uint64_t requests_of_a_part(const Rule& rule);

/// What the pairs say of a comparison. A quantile p needs 1/(1 − p) requests in each part
/// (docs/statistics.md). Where so many parts cannot be made, fewer than `least_pairs` are given,
/// which decide nothing.
PairedQuestion paired_question(PairFigures& figures, const Run& candidate,
                               const Question& question);

}  // namespace loadgate
