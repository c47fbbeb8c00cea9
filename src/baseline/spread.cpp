// SPDX-License-Identifier: Apache-2.0
#include "baseline/spread.h"

#include <cmath>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate {
namespace {

/// Logs of the figure, of each run that has it.
std::vector<double> logs_of(const std::vector<ScopeTable>& runs, const ScopeFigures& where,
                            const std::string& metric, Statistic statistic) {
  std::vector<double> logs;
  for (const ScopeTable& run : runs) {
    const ScopeFigures* scope = run.find(where.step, where.phase, where.data_class);
    if (scope == nullptr || !scope->distributions.contains(metric)) {
      continue;
    }
    const auto& statistics = scope->distributions.at(metric).statistics;
    const auto found = statistics.find(statistic);
    if (found != statistics.end() && !found->second.is_censored && found->second.value > 0) {
      logs.push_back(std::log(found->second.value));
    }
  }
  return logs;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

std::vector<ScopeTable> tables_of(std::span<const BaselineRun> runs) {
  std::vector<ScopeTable> tables;
  for (const BaselineRun& run : runs) {
    tables.emplace_back(run.figures);
  }
  return tables;
}

std::optional<PoolFigure> pool_figure(const std::vector<ScopeTable>& runs,
                                      const ScopeFigures& scope, const std::string& metric,
                                      Statistic statistic) {
  const std::vector<double> logs = logs_of(runs, scope, metric, statistic);
  if (logs.empty()) {
    return std::nullopt;
  }
  return PoolFigure{.center = std::exp(mean_of(logs)),
                    .spread = logs.size() < 2 ? std::nullopt : std::optional(deviation_of(logs))};
}

std::optional<WidestSpread> widest_spread(std::span<const BaselineRun> runs) {
  const std::vector<ScopeTable> tables = tables_of(runs);
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::optional<WidestSpread> widest;
  for (const BaselineRun& run : runs) {
    for (const ScopeFigures& scope : run.figures.scopes) {
      // A class has fewer requests than its step, and so a spread of its own.
      if (!scope.data_class.empty() || !seen.emplace(scope.step, scope.phase).second) {
        continue;
      }
      const auto figure = pool_figure(tables, scope, "latency", Statistic::p95);
      if (figure && figure->spread && (!widest || *figure->spread > widest->spread)) {
        widest = WidestSpread{.step = scope.step, .phase = scope.phase, .spread = *figure->spread};
      }
    }
  }
  return widest;
}

}  // namespace loadgate
