// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "metric/run_index.h"
#include "spec/rule.h"
#include "spec/vocabulary.h"

namespace loadgate {

/// One observation of a distribution, in the metric's base unit. Censored: at least this much.
struct Observation {
  double value;
  bool is_censored;
  std::int64_t at;          ///< intended start, ns since the run's start: time blocks are cut by it
  std::uint64_t count = 1;  ///< of so many requests: of a run that keeps histograms
};

/// One row of the metric table (metric/catalogue.cpp).
struct Metric {
  MetricName name;
  std::string_view description;  ///< one sentence, for docs and --help
  /// Distributions only: the population of the scope (docs/terminology.md), in sample order.
  std::vector<Observation> (*observe)(const RunIndex& run, Scope scope);
  /// Scalars only: the number over runs of one plan, nothing where it is undefined. `suffix`: of
  /// `error_rate.timeout`.
  std::optional<double> (*measure)(std::span<const RunIndex> runs, Scope scope,
                                   std::string_view suffix);
  /// Steps of which it can be measured; null: all. No rule asks the others.
  bool (*applies)(const RunStep& step) = nullptr;
};

std::span<const Metric> all_metrics();
/// By its name, a suffix after a dot ignored ("error_rate.timeout"); null if unknown.
const Metric* find_metric(std::string_view name);

/// Words for Vocabulary: every metric of the design, built or not yet.
std::vector<MetricName> metric_names();

struct StatisticName {
  Statistic statistic;
  std::string_view name;  ///< "p95", "p99.9", "mean"
  Rational quantile;      ///< 19/20; 0/1 for what is no quantile
};
/// All but Statistic::value, whose name is "value" and which a rule never writes.
std::span<const StatisticName> all_statistics();
std::string_view name_of(Statistic statistic);

/// A figure of a run. Censored: the true value is at least this ("≥ x").
struct Figure {
  double value;
  bool is_censored;
  std::uint64_t count;  ///< observations, censored ones included
};

/// Nearest rank, k = ceil(p * N) with exact p (docs/statistics.md); mean, max, total as they say.
/// Nothing where there is no observation, or for Statistic::value. metric/ranking.h says what
/// censored observations do.
std::optional<Figure> summarise(std::vector<Observation> observations, Statistic statistic);

}  // namespace loadgate
