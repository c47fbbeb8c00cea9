// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>

#include "base/units.h"
#include "metric/counted.h"
#include "metric/figures.h"
#include "metric/ranking.h"
#include "run/offered.h"
#include "run/slices.h"

namespace loadgate {
namespace {

std::optional<Observation> latency_observation(const Sample& sample) {
  if (sample.outcome != Outcome::ok && !is_censored(sample.outcome)) {
    return std::nullopt;
  }
  return Observation{.value = static_cast<double>(latency_of(sample)),
                     .is_censored = is_censored(sample.outcome),
                     .at = sample.intended};
}

bool was_started(const Flow& flow) {
  return flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
}

/// What a phase's row is made of, over all runs.
struct PhaseTotals {
  std::uint64_t flows = 0;
  std::int64_t nanoseconds = 0;
  std::uint64_t errors = 0;
  std::uint64_t requests = 0;
  std::vector<Observation> latencies;
};

/// Over the same time as what was offered. Where nothing was offered a phase is as long as its
/// flows took, and a rate over next to no time says nothing.
bool has_a_rate(const Run& run, std::size_t phase) {
  constexpr std::int64_t shortest_rate = one_second / 10;
  const std::int64_t shortest = run.phases[phase].kind == PhaseKind::open ? 1 : shortest_rate;
  return offered_time(run, phase) >= shortest;
}

void add_flows(const Run& run, std::vector<PhaseTotals>& totals) {
  for (std::size_t index = 0; index < totals.size(); ++index) {
    totals[index].nanoseconds += has_a_rate(run, index) ? offered_time(run, index) : 0;
  }
  for (const Flow& flow : run.flows) {
    if (flow.phase < totals.size() && has_a_rate(run, flow.phase) && was_started(flow)) {
      ++totals[flow.phase].flows;
    }
  }
  for (std::size_t index = 0; index < totals.size(); ++index) {
    totals[index].flows +=
        has_a_rate(run, index) ? started_flows_counted(run, index) : std::uint64_t{0};
  }
}

/// Of a run that keeps no requests.
void add_counted_requests(const Run& run, std::uint16_t phase, PhaseTotals& total) {
  for (std::uint16_t step = 0; run.condensed && step < run.steps.size(); ++step) {
    const Scope scope{.phase = phase, .step = step};
    for (const OutcomeName& row : all_outcomes()) {
      const std::uint64_t ended = count_of(run, scope, row.outcome);
      total.errors += is_error(row.outcome) ? ended : 0;
      total.requests += is_error(row.outcome) || is_success(row.outcome) ? ended : 0;
    }
    std::ranges::copy(observe_counted(run, scope, "latency"), std::back_inserter(total.latencies));
  }
}

void add_requests(const Run& run, std::vector<PhaseTotals>& totals) {
  for (std::uint16_t phase = 0; phase < totals.size(); ++phase) {
    add_counted_requests(run, phase, totals[phase]);
  }
  for (const Sample& sample : run.samples) {
    if (sample.phase >= totals.size()) {
      continue;
    }
    PhaseTotals& total = totals[sample.phase];
    total.errors += is_error(sample.outcome) ? 1U : 0U;
    total.requests += is_error(sample.outcome) || is_success(sample.outcome) ? 1U : 0U;
    if (const auto observation = latency_observation(sample)) {
      total.latencies.push_back(*observation);
    }
  }
}

PhaseRow row_of(const RunPhase& phase, PhaseTotals totals) {
  const Ranking latencies(std::move(totals.latencies));
  const double rate = totals.nanoseconds == 0
                          ? 0
                          : static_cast<double>(totals.flows) * static_cast<double>(one_second) /
                                static_cast<double>(totals.nanoseconds);
  return PhaseRow{.name = phase.name,
                  .measure = phase.measure,
                  .users = phase.users,
                  .offered_per_second = phase.offered_per_second,
                  .achieved_per_second = rate,
                  .p50 = latencies.figure(Statistic::p50),
                  .p95 = latencies.figure(Statistic::p95),
                  .p99 = latencies.figure(Statistic::p99),
                  .errors = totals.errors,
                  .requests = totals.requests};
}

/// What happened in one second.
struct Second {
  std::uint64_t started = 0;
  std::uint64_t errors = 0;
  std::vector<Observation> finished;
};

void add_seconds(const Run& run, std::map<std::int64_t, Second>& seconds) {
  for (const Sample& sample : run.samples) {
    const bool is_sent = sample.dispatched >= 0;
    // What was never sent has no moment of its own but the planned one.
    const std::int64_t end = is_sent ? sample.finished : sample.intended;
    Second& last = seconds[std::max<std::int64_t>(0, end / one_second)];
    last.errors += is_error(sample.outcome) ? 1U : 0U;
    if (is_sent) {
      ++seconds[sample.dispatched / one_second].started;
      if (const auto observation = latency_observation(sample)) {
        last.finished.push_back(*observation);
      }
    }
  }
}

double p95_of(const SliceCounts& slice) {
  std::vector<Observation> latencies;
  for (const BucketCount& counted : slice.latencies) {
    latencies.push_back({.value = static_cast<double>(coarse_buckets.value(counted.bucket)),
                         .is_censored = false,
                         .at = 0,
                         .count = counted.count});
  }
  const auto p95 = summarise(std::move(latencies), Statistic::p95);
  return p95 ? p95->value : 0;
}

/// Where one of the runs is counted, all are: one row a slice, which may be longer than a second.
/// Counts are spread evenly over it, and no error is rounded away.
std::vector<SecondRow> slice_rows(std::span<const Run> runs) {
  Slices slices;
  for (const Run& run : runs) {
    for (const Sample& sample : run.samples) {
      slices.add(sample, 1);
    }
    if (run.condensed) {
      slices.add(run.condensed->slice_seconds, run.condensed->slices);
    }
  }
  const std::int64_t width = slices.slice_seconds();
  const auto seconds = static_cast<std::uint64_t>(width);
  std::vector<SecondRow> rows;
  for (const SliceCounts& slice : slices.take()) {
    rows.push_back(SecondRow{.second = std::ssize(rows) * width,
                             .started = slice.started / seconds,
                             .errors = (slice.errors + seconds - 1) / seconds,
                             .p95 = p95_of(slice)});
  }
  return rows;
}

}  // namespace

std::vector<PhaseRow> phase_rows(std::span<const Run> runs) {
  const std::vector<RunPhase>& phases = runs.front().phases;
  std::vector<PhaseTotals> totals(phases.size());
  for (const Run& run : runs) {
    if (run.phases.size() == phases.size()) {
      add_flows(run, totals);
      add_requests(run, totals);
    }
  }
  std::vector<PhaseRow> rows;
  for (std::size_t index = 0; index < phases.size(); ++index) {
    rows.push_back(row_of(phases[index], std::move(totals[index])));
  }
  return rows;
}

std::vector<SecondRow> second_rows(std::span<const Run> runs) {
  if (std::ranges::any_of(runs, [](const Run& run) { return run.condensed.has_value(); })) {
    return slice_rows(runs);
  }
  std::map<std::int64_t, Second> seconds;
  for (const Run& run : runs) {
    add_seconds(run, seconds);
  }
  std::vector<SecondRow> rows;
  for (auto& [number, second] : seconds) {
    while (std::ssize(rows) < number) {
      rows.push_back(SecondRow{.second = std::ssize(rows), .started = 0, .errors = 0, .p95 = 0});
    }
    const auto p95 = summarise(std::move(second.finished), Statistic::p95);
    rows.push_back(SecondRow{.second = number,
                             .started = second.started,
                             .errors = second.errors,
                             .p95 = p95 ? p95->value : 0});
  }
  return rows;
}

}  // namespace loadgate
