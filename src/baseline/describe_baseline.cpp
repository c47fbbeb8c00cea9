// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "base/text_table.h"
#include "baseline/baseline.h"
#include "baseline/spread.h"

namespace loadgate {
namespace {

constexpr std::size_t widest_cell = 60;
constexpr std::string_view no_figure = "–";

std::string cell(std::string_view text) {
  return text.empty() ? std::string(no_figure) : printable(text, widest_cell);
}

std::string counted_runs(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " run" : " runs");
}

std::string title_of(const Baseline& baseline) {
  std::string text = cell(baseline.spec_name) + ": " + counted_runs(baseline.runs.size());
  if (baseline.release) {
    text +=
        ", release " + cell(*baseline.release) + " (" + counted_runs(baseline.anchor.size()) + ")";
  }
  return text + "\n";
}

std::string runs_of(const Baseline& baseline) {
  TextTable table{.columns = {Align::left, Align::left, Align::left, Align::left, Align::left},
                  .rows = {{"recorded", "commit", "ref", "job", "loadgate"}}};
  for (const BaselineRun& run : baseline.runs) {
    const Provenance& provenance = run.provenance;
    table.rows.push_back({write_timestamp(provenance.started_at),
                          cell(provenance.commit.substr(0, 7)), cell(provenance.ref),
                          cell(provenance.job), cell(provenance.tool_version)});
  }
  return layout(table, "  ");
}

/// `latency` for steps, `iteration` for whole scenarios.
std::string times_of(const ScopeFigures& scope) {
  return scope.distributions.contains("iteration") ? "iteration" : "latency";
}

std::string errors_of(const std::vector<ScopeTable>& runs, const ScopeFigures& where) {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  for (const ScopeTable& run : runs) {
    if (const ScopeFigures* scope = run.find(where.step, where.phase, where.data_class)) {
      requests += scope->requests;
      errors += scope->requests - scope->successes;
    }
  }
  return format_count(errors) + " of " + format_count(requests);
}

std::vector<std::string> row_of(const std::vector<ScopeTable>& runs, const ScopeFigures& scope) {
  const std::string metric = times_of(scope);
  const std::string data_class = scope.data_class.empty() ? "" : " [" + scope.data_class + "]";
  std::vector<std::string> row{cell(scope.step + data_class), cell(scope.phase), metric};
  for (const Statistic statistic : {Statistic::p50, Statistic::p95, Statistic::p99}) {
    const auto figure = pool_figure(runs, scope, metric, statistic);
    row.push_back(figure ? format_duration(figure->center) : std::string(no_figure));
  }
  const auto p95 = pool_figure(runs, scope, metric, Statistic::p95);
  row.push_back(p95 && p95->spread ? format_percent(*p95->spread) : std::string(no_figure));
  row.push_back(errors_of(runs, scope));
  return row;
}

std::string figures_of_pool(const Baseline& baseline) {
  TextTable table{
      .columns = {Align::left, Align::left, Align::left, Align::right, Align::right, Align::right,
                  Align::right, Align::right},
      .rows = {{"step", "phase", "metric", "p50", "p95", "p99", "spread of p95", "errors"}}};
  const std::vector<ScopeTable> runs = tables_of(baseline.runs);
  for (const ScopeFigures& scope : baseline.runs.back().figures.scopes) {
    table.rows.push_back(row_of(runs, scope));
  }
  return layout(table, "  ");
}

}  // namespace

std::string describe_baseline(const Baseline& baseline) {
  const BaselineRun& newest = baseline.runs.back();
  return title_of(baseline) + "  machine  " + printable(testbed_class(newest.testbed), 200) +
         "\n  plan     " + cell(newest.plan.total.substr(0, 12)) + "\n\n" + runs_of(baseline) +
         "\n" + figures_of_pool(baseline);
}

}  // namespace loadgate
