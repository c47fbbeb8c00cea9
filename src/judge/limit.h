// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"

namespace loadgate {

/// An absolute limit: it fails iff the figure itself is beyond it, baseline or not. `measured` is
/// what it is judged on, as measured or net of lag.
Draft draft_limit(const Case& judged, const Measured& measured, const Question& question);

/// Fewest samples that the rule accepts: its own word, else what the statistic needs.
std::uint64_t samples_needed(const Rule& rule);

}  // namespace loadgate
