// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "baseline/baseline.h"
#include "run/json_archive.h"
#include "run/provenance_fields.h"

namespace loadgate {

/// DistributionFigures as the file holds them, short enough to review: plain numbers by the
/// statistic's name, the names of censored ones, and the histogram in two lists.
struct StoredDistribution {
  std::uint64_t count;
  std::map<std::string, double> statistics;
  std::vector<std::string> at_least;
  std::vector<double> histogram_edges;
  std::vector<std::uint64_t> histogram_counts;
};
StoredDistribution stored_from(const DistributionFigures& figures);
/// Statistics that this version does not know are left out.
DistributionFigures figures_from(const StoredDistribution& stored);

template <>
struct JsonFields<StoredDistribution> {
  static void visit(auto& fields, auto& stored) {
    fields("count", stored.count);
    fields("statistics", stored.statistics);
    fields("at_least", stored.at_least);
    fields("histogram_edges", stored.histogram_edges);
    fields("histogram_counts", stored.histogram_counts);
  }
};

template <>
struct JsonFields<DistributionFigures> {
  static void visit(auto& fields, const DistributionFigures& figures) {
    const StoredDistribution stored = stored_from(figures);
    JsonFields<StoredDistribution>::visit(fields, stored);
  }
  static void visit(auto& fields, DistributionFigures& figures) {
    StoredDistribution stored{};
    JsonFields<StoredDistribution>::visit(fields, stored);
    figures = figures_from(stored);
  }
};

template <>
struct JsonFields<ScopeFigures> {
  static void visit(auto& fields, auto& scope) {
    fields("step", scope.step);
    fields("phase", scope.phase);
    fields("requests", scope.requests);
    fields("successes", scope.successes);
    fields("outcomes", scope.outcomes);
    fields("scalars", scope.scalars);
    fields("distributions", scope.distributions);
    fields("checks_passed", scope.checks_passed);
    fields("checks_evaluated", scope.checks_evaluated);
    fields.added("class", scope.data_class);
  }
};

template <>
struct JsonFields<RunFigures> {
  static void visit(auto& fields, auto& figures) { fields("scopes", figures.scopes); }
};

template <>
struct JsonFields<BaselineRun> {
  static void visit(auto& fields, auto& run) {
    fields("provenance", run.provenance);
    fields("testbed", run.testbed);
    fields("plan", run.plan);
    fields("figures", run.figures);
    fields("reason", run.reason);
    fields.added("canary_p50", run.canary_p50, std::int64_t{-1});
  }
};

template <>
struct JsonFields<Baseline> {
  static void visit(auto& fields, auto& baseline) {
    fields("spec_name", baseline.spec_name);
    fields("release", baseline.release);
    fields("runs", baseline.runs);
    fields("anchor", baseline.anchor);
  }
};

}  // namespace loadgate
