// SPDX-License-Identifier: Apache-2.0
#include "metric/observe.h"

namespace loadgate {
namespace {

/// A time that a sample shows, and whether it ended at all.
struct Measured {
  std::int64_t nanoseconds;
  bool is_censored;
};

template <typename Reading>
std::vector<Observation> observe_samples(const RunIndex& run, Scope scope, Reading read) {
  std::vector<Observation> observations;
  for (const Sample& sample : run.samples_of(scope)) {
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

}  // namespace

std::vector<Observation> observe_latency(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (!is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{latency_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_first_attempt(const RunIndex& run, Scope scope) {
  if (!run.is_step(scope) || run.run().steps[scope.step].retries == 0) {
    return {};
  }
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.attempts > 1 || !is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{latency_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_wait(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.wait < 0 || !is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{sample.wait, is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_service_time(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (!is_in_latency(sample)) {
      return std::nullopt;
    }
    return Measured{age_of(sample), is_censored(sample.outcome)};
  });
}

std::vector<Observation> observe_connect(const RunIndex& run, Scope scope) {
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

std::vector<Observation> observe_tls(const RunIndex& run, Scope scope) {
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

std::vector<Observation> observe_ttfb(const RunIndex& run, Scope scope) {
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

std::vector<Observation> observe_bytes_in(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.outcome != Outcome::ok) {
      return std::nullopt;
    }
    return Measured{static_cast<std::int64_t>(sample.bytes_in), false};
  });
}

std::vector<Observation> observe_schedule_lag(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.dispatched < 0) {
      return std::nullopt;
    }
    return Measured{sample.dispatched - sample.intended, false};
  });
}

std::vector<Observation> observe_rx_age(const RunIndex& run, Scope scope) {
  return observe_samples(run, scope, [](const Sample& sample) -> std::optional<Measured> {
    if (sample.rx_age < 0) {
      return std::nullopt;
    }
    return Measured{sample.rx_age, false};
  });
}

std::vector<Observation> observe_iteration(const RunIndex& run, Scope scope) {
  std::vector<Observation> observations;
  for (const Flow& flow : run.flows_of(scope)) {
    const bool has_no_answer = flow.end == FlowEnd::dropped || flow.end == FlowEnd::cut ||
                               (flow.end == FlowEnd::failed && run.is_unanswered(flow));
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
