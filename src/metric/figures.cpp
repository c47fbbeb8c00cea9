// SPDX-License-Identifier: Apache-2.0
#include "metric/figures.h"

#include <algorithm>

#include "metric/count.h"
#include "metric/counted.h"
#include "metric/histogram.h"
#include "metric/ranking.h"

namespace loadgate {
namespace {

using Runs = std::span<const RunIndex>;

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

std::vector<Observation> observe_all(const Metric& metric, Runs runs, Scope scope) {
  std::vector<Observation> all = metric.observe(runs.front(), scope);
  for (const RunIndex& run : runs.subspan(1)) {
    const std::vector<Observation> more = metric.observe(run, scope);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

void add_metrics(Runs runs, Scope scope, ScopeFigures& figures) {
  for (const Metric& metric : all_metrics()) {
    const std::string name(metric.name.name);
    if (metric.observe != nullptr) {
      std::vector<Observation> observations = observe_all(metric, runs, scope);
      if (!observations.empty()) {
        figures.distributions.emplace(name, distribution_of(std::move(observations)));
      }
    } else if (const std::optional<double> value = metric.measure(runs, scope, "")) {
      figures.scalars.emplace(name, *value);
    }
  }
}

ScopeFigures step_figures(Runs runs, Scope scope) {
  const Run& run = runs.front().run();
  const OutcomeCounts counts(runs, scope);
  const CheckTotal checks = checks_of(runs, scope, "");
  const bool is_of_class = scope.data_class != no_class;
  ScopeFigures figures{.step = run.steps[scope.step].full_name,
                       .phase = run.phases[scope.phase].name,
                       .requests = counts.requests(),
                       .successes = counts.successes(),
                       .outcomes = {},
                       .scalars = {},
                       .distributions = {},
                       .checks_passed = checks.passed,
                       .checks_evaluated = checks.evaluated,
                       .data_class = is_of_class ? run.classes[scope.data_class] : ""};
  for (const OutcomeName& row : all_outcomes()) {
    if (counts.of(row.outcome) > 0) {
      figures.outcomes.emplace(row.name, counts.of(row.outcome));
    }
  }
  if (!figures.outcomes.empty()) {
    add_metrics(runs, scope, figures);
  }
  return figures;
}

void add_counted_flows(const Run& run, Scope scope, ScopeFigures& figures) {
  figures.successes += count_of(run, scope, FlowEnd::ok);
  for (const FlowEnd end : {FlowEnd::ok, FlowEnd::failed, FlowEnd::dropped, FlowEnd::cut}) {
    figures.requests += count_of(run, scope, end);
  }
}

ScopeFigures scenario_figures(Runs runs, Scope scope, const std::string& scenario) {
  ScopeFigures figures{.step = scenario,
                       .phase = runs.front().run().phases[scope.phase].name,
                       .requests = 0,
                       .successes = 0,
                       .outcomes = {},
                       .scalars = {},
                       .distributions = {}};
  for (const RunIndex& run : runs) {
    for (const Flow& flow : run.flows_of(scope)) {
      figures.requests += flow.end == FlowEnd::generator_dropped ? 0 : 1;
      figures.successes += flow.end == FlowEnd::ok ? 1U : 0U;
    }
    add_counted_flows(run.run(), scope, figures);
  }
  if (figures.requests > 0) {
    add_metrics(runs, scope, figures);
  }
  return figures;
}

/// Every step, each with its classes, and every scenario of one phase.
class PhaseFigures {
 public:
  PhaseFigures(Runs runs, std::uint16_t phase, std::vector<ScopeFigures>& scopes)
      : runs_(runs), phase_(phase), scopes_(scopes) {}

  void add_step(std::uint16_t step) {
    keep(step_figures(runs_, Scope{phase_, step}));
    const Run& run = runs_.front().run();
    for (const std::uint16_t data_class : run.steps[step].classes) {
      if (data_class < run.classes.size()) {
        keep(step_figures(runs_, Scope{phase_, step, data_class}));
      }
    }
  }
  void add_scenario(std::uint16_t step, const std::string& name) {
    keep(scenario_figures(runs_, Scope{phase_, step}, name));
  }

 private:
  void keep(ScopeFigures figures) {
    if (figures.requests > 0 || !figures.outcomes.empty()) {
      scopes_.push_back(std::move(figures));
    }
  }

  Runs runs_;
  std::uint16_t phase_;
  std::vector<ScopeFigures>& scopes_;
};

bool has_begun(Runs runs, std::size_t phase) {
  return std::ranges::any_of(runs, [phase](const RunIndex& run) {
    return phase < run.run().phases.size() && run.run().phases[phase].started >= 0;
  });
}

std::string key_of(std::string_view step, std::string_view phase, std::string_view data_class) {
  std::string key(step);
  // No name holds a control character.
  key.append(1, '\n').append(phase).append(1, '\n').append(data_class);
  return key;
}

}  // namespace

RunFigures figures_of(const RunIndex& run) {
  return figures_of(std::span(&run, 1));
}

RunFigures figures_of(std::span<const RunIndex> runs) {
  RunFigures figures;
  const Run& first = runs.front().run();
  for (std::uint16_t phase = 0; phase < first.phases.size(); ++phase) {
    if (!first.phases[phase].measure || !has_begun(runs, phase)) {
      continue;
    }
    PhaseFigures of_phase(runs, phase, figures.scopes);
    for (std::uint16_t step = 0; step < first.steps.size(); ++step) {
      of_phase.add_step(step);
    }
    for (std::size_t scenario = 0; scenario < first.scenarios.size(); ++scenario) {
      of_phase.add_scenario(static_cast<std::uint16_t>(first.steps.size() + scenario),
                            first.scenarios[scenario]);
    }
  }
  return figures;
}

const ScopeFigures* find_scope(const RunFigures& figures, std::string_view step,
                               std::string_view phase, std::string_view data_class) {
  const auto found = std::ranges::find_if(figures.scopes, [&](const ScopeFigures& scope) {
    return scope.step == step && scope.phase == phase && scope.data_class == data_class;
  });
  return found == figures.scopes.end() ? nullptr : &*found;
}

ScopeTable::ScopeTable(const RunFigures& figures) {
  for (const ScopeFigures& scope : figures.scopes) {
    scopes_.try_emplace(key_of(scope.step, scope.phase, scope.data_class), &scope);
  }
}

const ScopeFigures* ScopeTable::find(std::string_view step, std::string_view phase,
                                     std::string_view data_class) const {
  const auto found = scopes_.find(key_of(step, phase, data_class));
  return found == scopes_.end() ? nullptr : found->second;
}

}  // namespace loadgate
