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

std::vector<ScopeSummary> scopes_of(const Run& run, const std::optional<Baseline>& pool) {
  std::vector<ScopeSummary> scopes;
  for (ScopeFigures& now : figures_of(run).scopes) {
    const ScopeFigures* before = pool && !pool->runs.empty()
                                     ? find_scope(pool->runs.back().figures, now.step, now.phase)
                                     : nullptr;
    ScopeSummary scope{.now = std::move(now), .baseline = std::nullopt};
    if (before != nullptr) {
      scope.baseline = *before;
    }
    scopes.push_back(std::move(scope));
  }
  return scopes;
}

/// Of all requests in the measured phases.
std::optional<std::int64_t> p99_of(const Run& run, std::string_view metric) {
  const Metric* wanted = find_metric(metric);
  std::vector<Observation> all;
  for (std::size_t phase = 0; wanted != nullptr && phase < run.phases.size(); ++phase) {
    for (std::size_t step = 0; run.phases[phase].measure && step < run.steps.size(); ++step) {
      const std::vector<Observation> observations =
          observe(*wanted, run,
                  Scope{.phase = static_cast<std::uint16_t>(phase),
                        .step = static_cast<std::uint16_t>(step)});
      all.insert(all.end(), observations.begin(), observations.end());
    }
  }
  const std::optional<Figure> figure = summarise(std::move(all), Statistic::p99);
  return figure ? std::optional(static_cast<std::int64_t>(figure->value)) : std::nullopt;
}

bool was_started(const Flow& flow) {
  return flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
}

std::vector<PhaseDelivery> deliveries_of(const Run& run) {
  std::vector<PhaseDelivery> deliveries;
  for (std::size_t index = 0; index < run.phases.size(); ++index) {
    const RunPhase& phase = run.phases[index];
    if (phase.measure && phase.planned_flows > 0) {
      const auto started = std::ranges::count_if(run.flows, [index](const Flow& flow) {
        return flow.phase == index && was_started(flow);
      });
      deliveries.push_back(
          {.phase = phase.name,
           .planned = phase.planned_flows,
           .started = static_cast<std::uint64_t>(started) + started_flows_counted(run, index)});
    }
  }
  return deliveries;
}

template <typename T, typename Member>
std::vector<std::string> names_in(const std::vector<T>& list, Member member) {
  std::vector<std::string> names;
  std::ranges::transform(list, std::back_inserter(names), member);
  return names;
}

}  // namespace

Report make_report(const Run& run, Judgement judgement,
                   const std::optional<BaselineSummary>& baseline,
                   const std::optional<Baseline>& pool) {
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
      .end = run.end,
      .http_version = run.http_version,
      .lag_p99 = p99_of(run, "schedule_lag").value_or(0),
      .duration = run.provenance.ended_at.nanoseconds - run.provenance.started_at.nanoseconds,
      .run_command = "loadgate check " + run.spec_file,
      .baseline_file = baseline_path(run),
      .phases = phase_rows(run),
      .scopes = scopes_of(run, pool),
      .seconds = second_rows(run),
      .errors = run.errors,
      .steps = names_in(run.steps, &RunStep::full_name),
      .phase_names = names_in(run.phases, &RunPhase::name),
      .warnings = run.warnings,
      .failure = {},
      .failure_hint = {},
      .description = {},
      .deliveries = deliveries_of(run),
      .rx_age_p99 = p99_of(run, "rx_age").value_or(-1),
      .canary_before = run.health.canary_before_p50,
      .canary_after = run.health.canary_after_p50,
  };
}

}  // namespace loadgate
