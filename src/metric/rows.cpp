// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "metric/count.h"
#include "metric/counted.h"
#include "metric/figures.h"
#include "metric/ranking.h"

namespace loadgate {
namespace {

constexpr std::int64_t one_second = 1'000'000'000;

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

/// Over the same time as what was offered. Where nothing was offered a phase is as long as its
/// flows took, and a rate over next to no time says nothing.
double started_per_second(const Run& run, std::size_t index) {
  constexpr std::int64_t shortest_rate = one_second / 10;
  const RunPhase& phase = run.phases[index];
  const std::int64_t shortest = phase.kind == PhaseKind::open ? 1 : shortest_rate;
  if (phase.started < 0 || phase.ended - phase.started < shortest) {
    return 0;
  }
  const auto kept = static_cast<std::uint64_t>(std::ranges::count_if(
      run.flows, [index](const Flow& flow) { return flow.phase == index && was_started(flow); }));
  return static_cast<double>(kept + started_flows_counted(run, index)) *
         static_cast<double>(one_second) / static_cast<double>(phase.ended - phase.started);
}

void add_counted_requests(const Run& run, std::uint16_t phase, PhaseRow& row,
                          std::vector<Observation>& latencies) {
  for (std::uint16_t step = 0; run.condensed && step < run.steps.size(); ++step) {
    const Scope scope{.phase = phase, .step = step};
    const OutcomeCounts counts(run, scope);
    row.errors += counts.errors();
    row.requests += counts.requests();
    const std::vector<Observation> of_step = observe_counted(run, scope, "latency");
    latencies.insert(latencies.end(), of_step.begin(), of_step.end());
  }
}

void add_requests(const Run& run, std::size_t index, PhaseRow& row) {
  std::vector<Observation> latencies;
  for (const Sample& sample : run.samples) {
    if (sample.phase != index) {
      continue;
    }
    row.errors += is_error(sample.outcome) ? 1U : 0U;
    row.requests += is_error(sample.outcome) || sample.outcome == Outcome::ok ? 1U : 0U;
    if (const auto observation = latency_observation(sample)) {
      latencies.push_back(*observation);
    }
  }
  add_counted_requests(run, static_cast<std::uint16_t>(index), row, latencies);
  const Ranking ranking(std::move(latencies));
  row.p50 = ranking.figure(Statistic::p50);
  row.p95 = ranking.figure(Statistic::p95);
  row.p99 = ranking.figure(Statistic::p99);
}

/// What happened in one second.
struct Second {
  std::uint64_t started = 0;
  std::uint64_t errors = 0;
  std::vector<Observation> finished;
};

std::map<std::int64_t, Second> by_second(const std::vector<Sample>& samples) {
  std::map<std::int64_t, Second> seconds;
  for (const Sample& sample : samples) {
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
  return seconds;
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

/// One row a slice, which may be longer than a second: counts are spread evenly over it, and no
/// error is rounded away.
std::vector<SecondRow> slice_rows(const Condensed& condensed) {
  std::vector<SecondRow> rows;
  const auto seconds = static_cast<std::uint64_t>(condensed.slice_seconds);
  for (const SliceCounts& slice : condensed.slices) {
    rows.push_back(SecondRow{.second = std::ssize(rows) * condensed.slice_seconds,
                             .started = slice.started / seconds,
                             .errors = (slice.errors + seconds - 1) / seconds,
                             .p95 = p95_of(slice)});
  }
  return rows;
}

}  // namespace

std::vector<PhaseRow> phase_rows(const Run& run) {
  std::vector<PhaseRow> rows;
  for (std::size_t index = 0; index < run.phases.size(); ++index) {
    const RunPhase& phase = run.phases[index];
    PhaseRow row{.name = phase.name,
                 .measure = phase.measure,
                 .users = phase.users,
                 .offered_per_second = phase.offered_per_second,
                 .achieved_per_second = started_per_second(run, index),
                 .p50 = {},
                 .p95 = {},
                 .p99 = {},
                 .errors = 0,
                 .requests = 0};
    add_requests(run, index, row);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<SecondRow> second_rows(const Run& run) {
  if (run.condensed) {
    return slice_rows(*run.condensed);
  }
  std::map<std::int64_t, Second> seconds = by_second(run.samples);
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
