// SPDX-License-Identifier: Apache-2.0
#include "metric/observe.h"

#include <algorithm>

#include "metric/counted.h"

namespace loadgate {

std::vector<Observation> observe_samples(const RunIndex& run, Scope scope,
                                         decltype(SampleReading::read) read) {
  if (run.run().condensed) {
    const auto row = std::ranges::find(sample_readings(), read, &SampleReading::read);
    return observe_counted(run.run(), scope, row->name);
  }
  std::vector<Observation> observations;
  for (const Sample& sample : run.samples_of(scope)) {
    if (const std::optional<MetricReading> reading = read(sample)) {
      observations.push_back(Observation{.value = static_cast<double>(reading->value),
                                         .is_censored = reading->is_censored,
                                         .at = sample.intended});
    }
  }
  return observations;
}

std::vector<Observation> observe_first_attempt(const RunIndex& run, Scope scope) {
  const bool is_meant = run.is_step(scope) && run.run().steps[scope.step].retries > 0;
  return is_meant ? observe_samples(run, scope, read_first_attempt) : std::vector<Observation>{};
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
