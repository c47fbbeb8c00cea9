// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "baseline/baseline.h"

namespace loadgate {

/// Figures of one statistic over a pool.
struct PoolFigure {
  double center;                 ///< geometric mean, the centre that a comparison uses
  std::optional<double> spread;  ///< standard deviation of the logs; nothing for fewer than two
};

/// Of the runs that have the figure, above 0 and not censored; nothing if none has.
std::optional<PoolFigure> pool_figure(std::span<const BaselineRun> runs, const ScopeFigures& scope,
                                      const std::string& metric, Statistic statistic);

/// The scope whose latency p95 differs most between the runs.
struct WidestSpread {
  std::string step;
  std::string phase;
  double spread;
};
std::optional<WidestSpread> widest_spread(std::span<const BaselineRun> runs);

}  // namespace loadgate
