// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "baseline/baseline.h"

namespace loadgate {

/// Figures of one statistic over a pool.
struct PoolFigure {
  double center;                 ///< geometric mean, the centre that a comparison uses
  std::optional<double> spread;  ///< standard deviation of the logs; nothing for fewer than two
};

/// The figures of each run; the runs must outlive them.
std::vector<ScopeTable> tables_of(std::span<const BaselineRun> runs);

/// Of the runs that have the figure, above 0 and not censored; nothing if none has.
std::optional<PoolFigure> pool_figure(const std::vector<ScopeTable>& runs,
                                      const ScopeFigures& scope, const std::string& metric,
                                      Statistic statistic);

/// The scope whose latency p95 differs most between the runs; classes of data are no scopes here.
struct WidestSpread {
  std::string step;
  std::string phase;
  double spread;
};
std::optional<WidestSpread> widest_spread(std::span<const BaselineRun> runs);

}  // namespace loadgate
