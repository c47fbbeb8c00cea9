// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "run/run.h"
#include "spec/vocabulary.h"

namespace loadgate {

/// A part of a run: one step in one phase, or a whole scenario in one phase, for metrics of flows
/// (`iteration`). `step` < run.steps.size() is a step; run.steps.size() + k is scenario k.
struct Scope {
  std::uint16_t phase;
  std::uint16_t step;
};

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
  std::vector<Observation> (*observe)(const Run& run, Scope scope);
  /// Scalars only: the number, nothing where it is undefined. `suffix`: of `error_rate.timeout`.
  std::optional<double> (*measure)(const Run& run, Scope scope, std::string_view suffix);
  /// Steps of which it can be measured; null: all. No rule asks the others.
  bool (*applies)(const RunStep& step) = nullptr;
};

/// The observations of a distribution, also of a run that keeps histograms instead of samples.
std::vector<Observation> observe(const Metric& metric, const Run& run, Scope scope);

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
