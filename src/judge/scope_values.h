// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "judge/expand.h"
#include "metric/figures.h"
#include "stats/rates.h"

namespace loadgate {

/// The rule's figure in a scope; nothing where it is undefined or, in a hostile file, no finite
/// number of at least 0.
std::optional<Figure> figure_in(const ScopeFigures& scope, const Rule& rule);

/// Metrics that are shares of requests, counted on their bad side: errors, checks that failed.
bool is_share(const Rule& rule);
/// The requests behind a share; nothing where there is none.
std::optional<RateCount> count_in(const ScopeFigures& scope, const Rule& rule);

/// A share of requests as a figure: of the bad ones, or of the good ones where less is worse.
Figure share_figure(const RateCount& counted, Asked asked);

}  // namespace loadgate
