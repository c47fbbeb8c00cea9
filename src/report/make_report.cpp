// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "metric/counted.h"
#include "report/report.h"

namespace loadgate {
namespace {

/// Beside the spec, as the user would type it.
std::string baseline_path(const Run& run) {
  const std::filesystem::path folder = std::filesystem::path(run.spec_file).parent_path();
  return (folder / run.baseline.file).lexically_normal().string();
}

std::vector<ScopeSummary> scopes_of(std::span<const RunIndex> runs,
                                    const std::optional<Baseline>& pool) {
  std::optional<ScopeTable> newest;
  if (pool && !pool->runs.empty()) {
    newest.emplace(pool->runs.back().figures);
  }
  std::vector<ScopeSummary> scopes;
  for (ScopeFigures& now : figures_of(runs).scopes) {
    const ScopeFigures* before =
        newest ? newest->find(now.step, now.phase, now.data_class) : nullptr;
    ScopeSummary scope{.now = std::move(now), .baseline = std::nullopt};
    if (before != nullptr) {
      scope.baseline = *before;
    }
    scopes.push_back(std::move(scope));
  }
  return scopes;
}

/// Of all requests in the measured phases.
std::optional<std::int64_t> p99_of(std::span<const RunIndex> runs, std::string_view metric) {
  const Metric* wanted = find_metric(metric);
  std::vector<Observation> all;
  for (const RunIndex& index : runs) {
    const Run& run = index.run();
    for (std::size_t phase = 0; wanted != nullptr && phase < run.phases.size(); ++phase) {
      for (std::size_t step = 0; run.phases[phase].measure && step < run.steps.size(); ++step) {
        const std::vector<Observation> observations =
            wanted->observe(index, Scope{.phase = static_cast<std::uint16_t>(phase),
                                         .step = static_cast<std::uint16_t>(step)});
        all.insert(all.end(), observations.begin(), observations.end());
      }
    }
  }
  const std::optional<Figure> figure = summarise(std::move(all), Statistic::p99);
  return figure ? std::optional(static_cast<std::int64_t>(figure->value)) : std::nullopt;
}

bool was_started(const Flow& flow) {
  return flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
}

std::vector<PhaseDelivery> deliveries_of(std::span<const Run> runs) {
  const std::vector<RunPhase>& phases = runs.front().phases;
  std::vector<PhaseDelivery> of_phases;
  for (const RunPhase& phase : phases) {
    of_phases.push_back({.phase = phase.name, .planned = 0, .started = 0});
  }
  for (const Run& run : runs) {
    for (std::size_t index = 0; index < std::min(phases.size(), run.phases.size()); ++index) {
      of_phases[index].planned += run.phases[index].measure ? run.phases[index].planned_flows : 0;
      of_phases[index].started += started_flows_counted(run, index);
    }
    for (const Flow& flow : run.flows) {
      if (flow.phase < of_phases.size()) {
        of_phases[flow.phase].started += was_started(flow) ? 1U : 0U;
      }
    }
  }
  std::erase_if(of_phases, [](const PhaseDelivery& delivery) { return delivery.planned == 0; });
  return of_phases;
}

std::int64_t duration_of(std::span<const Run> runs) {
  std::int64_t sum = 0;
  for (const Run& run : runs) {
    sum += run.provenance.ended_at.nanoseconds - run.provenance.started_at.nanoseconds;
  }
  return sum;
}

RunEnd end_of(std::span<const Run> runs) {
  const auto early =
      std::ranges::find_if(runs, [](const Run& run) { return run.end != RunEnd::complete; });
  return early == runs.end() ? RunEnd::complete : early->end;
}

std::vector<ErrorExample> errors_of(std::span<const Run> runs) {
  std::vector<ErrorExample> errors;
  for (const Run& run : runs) {
    errors.insert(errors.end(), run.errors.begin(), run.errors.end());
  }
  return errors;
}

/// Each once, in the order of the runs.
std::vector<std::string> warnings_of(std::span<const Run> runs) {
  std::vector<std::string> warnings;
  for (const Run& run : runs) {
    for (const std::string& warning : run.warnings) {
      if (std::ranges::find(warnings, warning) == warnings.end()) {
        warnings.push_back(warning);
      }
    }
  }
  return warnings;
}

template <typename T, typename Member>
std::vector<std::string> names_in(const std::vector<T>& list, Member member) {
  std::vector<std::string> names;
  std::ranges::transform(list, std::back_inserter(names), member);
  return names;
}

}  // namespace

std::string title_of(const std::string& spec_name, const std::string& profile) {
  return profile.empty() ? spec_name : spec_name + " (" + profile + ")";
}

std::string title_of(const Report& report) {
  return title_of(report.spec_name, report.profile);
}

Report make_report(std::span<const Run> runs, Judgement judgement,
                   const std::optional<BaselineSummary>& baseline,
                   const std::optional<Baseline>& pool) {
  const Run& run = runs.front();
  const std::vector<RunIndex> indexes(runs.begin(), runs.end());
  const int status = status_of(judgement);
  return Report{
      .spec_name = run.spec_name,
      .spec_file = run.spec_file,
      .tool_version = run.provenance.tool_version,
      .judgement = std::move(judgement),
      .status = status,
      .baseline = baseline,
      .plan_digest = run.plan.total,
      .provenance = run.provenance,
      .testbed = run.testbed,
      .end = end_of(runs),
      .http_version = run.http_version,
      .lag_p99 = p99_of(indexes, "schedule_lag").value_or(0),
      .duration = duration_of(runs),
      .run_command = "loadgate check " + run.spec_file,
      .baseline_file = baseline_path(run),
      .phases = phase_rows(runs),
      .scopes = scopes_of(indexes, pool),
      .seconds = second_rows(runs),
      .errors = errors_of(runs),
      .steps = names_in(run.steps, &RunStep::full_name),
      .phase_names = names_in(run.phases, &RunPhase::name),
      .warnings = warnings_of(runs),
      .failure = {},
      .failure_hint = {},
      .description = {},
      .deliveries = deliveries_of(runs),
      .rx_age_p99 = p99_of(indexes, "rx_age").value_or(-1),
      .canary_before = run.health.canary_before_p50,
      .canary_after = run.health.canary_after_p50,
      .profile = run.profile,
      .runs = runs.size(),
      .old_build = {},
  };
}

}  // namespace loadgate
