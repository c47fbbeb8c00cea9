// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "baseline/baseline_fields.h"

namespace loadgate {

StoredDistribution stored_from(const DistributionFigures& figures) {
  StoredDistribution stored{.count = figures.count,
                            .statistics = {},
                            .at_least = {},
                            .histogram_edges = {},
                            .histogram_counts = {}};
  for (const auto& [statistic, figure] : figures.statistics) {
    const std::string name(name_of(statistic));
    stored.statistics[name] = figure.value;
    if (figure.is_censored) {
      stored.at_least.push_back(name);
    }
  }
  for (const auto& [edge, count] : figures.histogram) {
    stored.histogram_edges.push_back(edge);
    stored.histogram_counts.push_back(count);
  }
  return stored;
}

DistributionFigures figures_from(const StoredDistribution& stored) {
  DistributionFigures figures{.count = stored.count, .statistics = {}, .histogram = {}};
  for (const StatisticName& row : all_statistics()) {
    const std::string name(row.name);
    if (const auto found = stored.statistics.find(name); found != stored.statistics.end()) {
      const bool is_censored = std::ranges::find(stored.at_least, name) != stored.at_least.end();
      figures.statistics.emplace(
          row.statistic,
          Figure{.value = found->second, .is_censored = is_censored, .count = stored.count});
    }
  }
  const std::size_t buckets =
      std::min(stored.histogram_edges.size(), stored.histogram_counts.size());
  for (std::size_t i = 0; i < buckets; ++i) {
    figures.histogram.emplace_back(stored.histogram_edges[i], stored.histogram_counts[i]);
  }
  return figures;
}

}  // namespace loadgate
