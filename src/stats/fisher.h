// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/rates.h"

namespace loadgate {

/// Fisher's exact test, one-sided: the chance of at least so many of the candidate's events if all
/// events fell on the requests of both arms at random (Fisher, Statistical Methods for Research
/// Workers, 1934, §21.02). Whole counts, totals > 0, both totals together below 2^32.
double fisher_p(const RateCount& candidate, const RateCount& base);

}  // namespace loadgate
