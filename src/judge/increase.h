// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"

namespace loadgate {

/// A change against the pool: relative changes by the prediction bound on logs, shares of requests
/// by their score test.
Draft draft_increase(const Case& judged, const Measured& measured, const Question& question);

/// The centre of the pool that is judged, in the metric's unit; nothing where nothing compares.
std::optional<double> pool_centre(const Case& judged, const Question& question);

/// The same comparison before there is a candidate: what a run could show against this pool. The
/// pool has figures for it.
PoolComparison foreseen_comparison(const Case& judged, const Question& question);

}  // namespace loadgate
