// SPDX-License-Identifier: Apache-2.0
#include "metric/observe.h"

#include <set>

namespace loadgate {
namespace {

/// A time that a sample shows, and whether it ended at all.
struct Measured {
  std::int64_t nanoseconds;
  bool is_censored;
};

template <typename Reading>
std::vector<Observation> observe_samples(const Run& run, Scope scope, Reading read) {
  std::vector<Observation> observations;
  for (const Sample& sample : run.samples) {
    if (sample.phase != scope.phase || sample.step != scope.step) {
      continue;
    }
    if (const std::optional<Measured> measured = read(sample)) {
      observations.push_back(Observation{.value = static_cast<double>(measured->nanoseconds),
                                         .is_censored = measured->is_censored,
                                         .at = sample.intended});
    }
  }
  return observations;
}

bool is_in_latency(const Sample& sample) {
  return sample.outcome == Outcome::ok || is_censored(sample.outcome);
}

/// Since it was sent; a request that never was has waited since it should have been.
std::int64_t age_of(const Sample& sample) {
  return sample.finished - (sample.dispatched < 0 ? sample.intended : sample.dispatched);
}

/// Sequence numbers of the phase's flows in which a request had no answer.
std::set<std::uint64_t> unanswered_flows(const Run& run, std::uint16_t phase) {
  std::set<std::uint64_t> flows;
  for (const Sample& sample : run.samples) {
    if (sample.phase == phase && is_censored(sample.outcome)) {
      flows.insert(sample.sequence);
    }
  }
  return flows;
}

}  // namespace

std::optional<std::size_t> flow_scenario(const Run& run, Scope scope) {
  if (scope.step < run.steps.size()) {
    return std::nullopt;
  }
  return scope.step - run.steps.size();
}

std::vector<Observation> observe_latency(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (!is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{latency_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_first_attempt(const Run& run, Scope scope) {
  if (scope.step >= run.steps.size() || run.steps[scope.step].retries == 0) {
    return {};
  }
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.attempts > 1 || !is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{latency_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_wait(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.wait < 0 || !is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{sample.wait, is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_service_time(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (!is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{age_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_connect(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (is_in_latency(sample) && sample.connect_time >= 0) {
      return Measured{sample.connect_time, false};
    }
    if (sample.outcome == Outcome::timeout_connect) {
      return Measured{age_of(sample), true};
    }
    return std::nullopt;
  });
}

std::vector<Observation> observe_tls(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (is_in_latency(sample) && sample.tls_time >= 0) {
      return Measured{sample.tls_time, false};
    }
    if (sample.outcome == Outcome::timeout_connect && sample.connect_time >= 0) {
      return Measured{age_of(sample) - sample.connect_time, true};
    }
    return std::nullopt;
  });
}

std::vector<Observation> observe_ttfb(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (!is_in_latency(sample)) {
      return std::nullopt;
    }
    if (sample.first_byte >= 0 && sample.dispatched >= 0) {
      return Measured{sample.first_byte - sample.dispatched, false};
    }
    return Measured{age_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_bytes_in(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.outcome != Outcome::ok) {
      return std::nullopt;
    }
    return Measured{static_cast<std::int64_t>(sample.bytes_in), false};
  });
}

std::vector<Observation> observe_schedule_lag(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.dispatched < 0) {
      return std::nullopt;
    }
    return Measured{sample.dispatched - sample.intended, false};
  });
}

std::vector<Observation> observe_rx_age(const Run& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.rx_age < 0) {
      return std::nullopt;
    }
    return Measured{sample.rx_age, false};
  });
}

std::vector<Observation> observe_iteration(const Run& run, Scope scope) {
  const std::optional<std::size_t> scenario = flow_scenario(run, scope);
  std::vector<Observation> observations;
  if (!scenario) {
    return observations;
  }
  const std::set<std::uint64_t> unanswered = unanswered_flows(run, scope.phase);
  for (const Flow& flow : run.flows) {
    if (flow.phase != scope.phase || flow.scenario != *scenario) {
      continue;
    }
    const bool has_no_answer = flow.end == FlowEnd::dropped || flow.end == FlowEnd::cut ||
                               (flow.end == FlowEnd::failed && unanswered.contains(flow.sequence));
    if (flow.end == FlowEnd::ok || has_no_answer) {
      observations.push_back(
          Observation{.value = static_cast<double>(flow.finished - flow.intended),
                      .is_censored = has_no_answer,
                      .at = flow.intended});
    }
  }
  return observations;
}

}  // namespace loadgate
