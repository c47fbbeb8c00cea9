// SPDX-License-Identifier: Apache-2.0
#include "metric/observe.h"

#include <algorithm>

#include "metric/counted.h"
#include "run/readings.h"

namespace loadgate {
namespace {

/// Request by request, or bucket by bucket where the run counts them: `name` is a row of
/// run/readings.h, so that both are the same population.
std::vector<Observation> observe_samples(const RunIndex& run, Scope scope, std::string_view name) {
  if (run.run().condensed) {
    return observe_counted(run.run(), scope, name);
  }
  const SampleReading& row = *std::ranges::find(sample_readings(), name, &SampleReading::name);
  std::vector<Observation> observations;
  for (const Sample& sample : run.samples_of(scope)) {
    if (const std::optional<MetricReading> reading = row.read(sample)) {
      observations.push_back(Observation{.value = static_cast<double>(reading->value),
                                         .is_censored = reading->is_censored,
                                         .at = sample.intended});
    }
  }
  return observations;
}

}  // namespace

std::vector<Observation> observe_latency(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "latency");
}

std::vector<Observation> observe_first_attempt(const RunIndex& run, Scope scope) {
  const bool is_meant = run.is_step(scope) && run.run().steps[scope.step].retries > 0;
  return is_meant ? observe_samples(run, scope, "first_attempt.latency")
                  : std::vector<Observation>{};
}

std::vector<Observation> observe_wait(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "wait");
}

std::vector<Observation> observe_service_time(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "service_time");
}

std::vector<Observation> observe_connect(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "connect");
}

std::vector<Observation> observe_tls(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "tls");
}

std::vector<Observation> observe_ttfb(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "ttfb");
}

std::vector<Observation> observe_bytes_in(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "bytes_in");
}

std::vector<Observation> observe_schedule_lag(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "schedule_lag");
}

std::vector<Observation> observe_rx_age(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, "rx_age");
}

std::vector<Observation> observe_iteration(const RunIndex& run, Scope scope) {
  if (run.run().condensed) {
    return observe_counted(run.run(), scope, "iteration");
  }
  std::vector<Observation> observations;
  for (const Flow& flow : run.flows_of(scope)) {
    const FlowNotes notes{.is_unanswered = run.is_unanswered(flow), .own_time = 0};
    if (const std::optional<MetricReading> reading = read_iteration(flow, notes)) {
      observations.push_back(Observation{.value = static_cast<double>(reading->value),
                                         .is_censored = reading->is_censored,
                                         .at = flow.intended});
    }
  }
  return observations;
}

}  // namespace loadgate
