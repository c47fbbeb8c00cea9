// SPDX-License-Identifier: Apache-2.0
#include "metric/figures.h"

#include <algorithm>

#include "metric/count.h"
#include "metric/counted.h"
#include "metric/histogram.h"
#include "metric/ranking.h"

namespace loadgate {
namespace {

DistributionFigures distribution_of(std::vector<Observation> observations) {
  const Ranking ranking(std::move(observations));
  DistributionFigures figures{.count = ranking.count(),
                              .statistics = {},
                              .histogram = histogram_of(ranking.observations())};
  for (const StatisticName& row : all_statistics()) {
    if (const std::optional<Figure> figure = ranking.figure(row.statistic)) {
      figures.statistics.emplace(row.statistic, *figure);
    }
  }
  return figures;
}

void add_metrics(const Run& run, Scope scope, ScopeFigures& figures) {
  for (const Metric& metric : all_metrics()) {
    const std::string name(metric.name.name);
    if (metric.observe != nullptr) {
      std::vector<Observation> observations = observe(metric, run, scope);
      if (!observations.empty()) {
        figures.distributions.emplace(name, distribution_of(std::move(observations)));
      }
    } else if (const std::optional<double> value = metric.measure(run, scope, "")) {
      figures.scalars.emplace(name, *value);
    }
  }
}

ScopeFigures step_figures(const Run& run, Scope scope) {
  const OutcomeCounts counts(run, scope);
  const CheckTotal checks = checks_of(run, scope, "");
  ScopeFigures figures{.step = run.steps[scope.step].full_name,
                       .phase = run.phases[scope.phase].name,
                       .requests = counts.requests(),
                       .successes = counts.of(Outcome::ok),
                       .outcomes = {},
                       .scalars = {},
                       .distributions = {},
                       .checks_passed = checks.passed,
                       .checks_evaluated = checks.evaluated};
  for (const OutcomeName& row : all_outcomes()) {
    if (counts.of(row.outcome) > 0) {
      figures.outcomes.emplace(row.name, counts.of(row.outcome));
    }
  }
  if (!figures.outcomes.empty()) {
    add_metrics(run, scope, figures);
  }
  return figures;
}

void add_counted_flows(const Run& run, Scope scope, ScopeFigures& figures) {
  figures.successes += count_of(run, scope, FlowEnd::ok);
  for (const FlowEnd end : {FlowEnd::ok, FlowEnd::failed, FlowEnd::dropped, FlowEnd::cut}) {
    figures.requests += count_of(run, scope, end);
  }
}

ScopeFigures scenario_figures(const Run& run, Scope scope, std::size_t scenario) {
  ScopeFigures figures{.step = run.scenarios[scenario],
                       .phase = run.phases[scope.phase].name,
                       .requests = 0,
                       .successes = 0,
                       .outcomes = {},
                       .scalars = {},
                       .distributions = {}};
  for (const Flow& flow : run.flows) {
    if (flow.phase == scope.phase && flow.scenario == scenario) {
      figures.requests += flow.end == FlowEnd::generator_dropped ? 0 : 1;
      figures.successes += flow.end == FlowEnd::ok ? 1U : 0U;
    }
  }
  add_counted_flows(run, scope, figures);
  if (figures.requests > 0) {
    add_metrics(run, scope, figures);
  }
  return figures;
}

}  // namespace

RunFigures figures_of(const Run& run) {
  RunFigures figures;
  const auto keep = [&figures](ScopeFigures scope) {
    if (scope.requests > 0 || !scope.outcomes.empty()) {
      figures.scopes.push_back(std::move(scope));
    }
  };
  for (std::uint16_t phase = 0; phase < run.phases.size(); ++phase) {
    if (!run.phases[phase].measure || run.phases[phase].started < 0) {
      continue;
    }
    for (std::uint16_t step = 0; step < run.steps.size(); ++step) {
      keep(step_figures(run, Scope{phase, step}));
    }
    for (std::size_t scenario = 0; scenario < run.scenarios.size(); ++scenario) {
      const auto index = static_cast<std::uint16_t>(run.steps.size() + scenario);
      keep(scenario_figures(run, Scope{phase, index}, scenario));
    }
  }
  return figures;
}

const ScopeFigures* find_scope(const RunFigures& figures, std::string_view step,
                               std::string_view phase) {
  const auto found = std::ranges::find_if(figures.scopes, [&](const ScopeFigures& scope) {
    return scope.step == step && scope.phase == phase;
  });
  return found == figures.scopes.end() ? nullptr : &*found;
}

}  // namespace loadgate
