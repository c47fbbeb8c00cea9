// SPDX-License-Identifier: Apache-2.0
#include "run/readings.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

bool is_in_latency(const Sample& sample) {
  return sample.outcome == Outcome::ok || is_censored(sample.outcome);
}

/// Since it was sent; a request that never was has waited since it should have been.
std::int64_t age_of(const Sample& sample) {
  return sample.finished - (sample.dispatched < 0 ? sample.intended : sample.dispatched);
}

struct OwnShare {
  std::int64_t lag;
  std::int64_t wait;
};

OwnShare own_share_of(const Sample& sample) {
  if (sample.dispatched < 0) {
    return {.lag = 0, .wait = 0};
  }
  const std::int64_t service = std::max<std::int64_t>(sample.finished - sample.dispatched, 0);
  return {.lag = std::max<std::int64_t>(sample.dispatched - sample.intended, 0),
          .wait = std::clamp<std::int64_t>(sample.rx_age, 0, service)};
}

/// The reading as if the request had been sent when it was planned and read when it was received.
template <auto Read>
std::optional<MetricReading> net(const Sample& sample) {
  const OwnShare own = own_share_of(sample);
  Sample ideal = sample;
  ideal.intended += own.lag;
  ideal.finished -= own.wait;
  ideal.first_byte = std::min(ideal.first_byte, ideal.finished);
  return Read(ideal);
}

std::optional<MetricReading> read_own_time(const Sample& sample) {
  return sample.dispatched < 0 ? std::nullopt
                               : std::optional(MetricReading{own_time_of(sample), false});
}

std::optional<MetricReading> net_iteration(const Flow& flow, const FlowNotes& notes) {
  std::optional<MetricReading> reading = read_iteration(flow, notes);
  if (reading) {
    reading->value = std::max<std::int64_t>(reading->value - notes.own_time, 0);
  }
  return reading;
}

std::optional<MetricReading> own_time_of_flow(const Flow& flow, const FlowNotes& notes) {
  const bool was_sent = flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
  return was_sent ? std::optional(MetricReading{notes.own_time, false}) : std::nullopt;
}

constexpr std::array of_samples{
    SampleReading{"latency", read_latency},
    SampleReading{"first_attempt.latency", read_first_attempt},
    SampleReading{"service_time", read_service_time},
    SampleReading{"connect", read_connect},
    SampleReading{"tls", read_tls},
    SampleReading{"ttfb", read_ttfb},
    SampleReading{"bytes_in", read_bytes_in},
    SampleReading{"schedule_lag", read_schedule_lag},
    SampleReading{"rx_age", read_rx_age},
    SampleReading{"wait", read_wait},
    SampleReading{"own time", read_own_time},
    SampleReading{"net latency", net<read_latency>},
    SampleReading{"net service_time", net<read_service_time>},
    SampleReading{"net ttfb", net<read_ttfb>},
};

constexpr std::array of_flows{
    FlowReading{"iteration", read_iteration},
    FlowReading{"own time", own_time_of_flow},
    FlowReading{"net iteration", net_iteration},
};

}  // namespace

std::span<const SampleReading> sample_readings() {
  return of_samples;
}

std::span<const FlowReading> flow_readings() {
  return of_flows;
}

bool is_unseen(const Sample& sample) {
  return sample.dispatched >= 0 && sample.rx_age < 0 && sample.status > 0 &&
         !is_censored(sample.outcome);
}

std::int64_t own_time_of(const Sample& sample) {
  const OwnShare own = own_share_of(sample);
  return own.lag + own.wait;
}

std::optional<MetricReading> read_latency(const Sample& sample) {
  if (!is_in_latency(sample)) {
    return std::nullopt;
  }
  return MetricReading{latency_of(sample), is_censored(sample.outcome)};
}

std::optional<MetricReading> read_first_attempt(const Sample& sample) {
  return sample.attempts > 1 ? std::nullopt : read_latency(sample);
}

std::optional<MetricReading> read_service_time(const Sample& sample) {
  if (!is_in_latency(sample)) {
    return std::nullopt;
  }
  return MetricReading{age_of(sample), is_censored(sample.outcome)};
}

std::optional<MetricReading> read_connect(const Sample& sample) {
  if (is_in_latency(sample) && sample.connect_time >= 0) {
    return MetricReading{sample.connect_time, false};
  }
  if (sample.outcome == Outcome::timeout_connect) {
    return MetricReading{age_of(sample), true};
  }
  return std::nullopt;
}

std::optional<MetricReading> read_tls(const Sample& sample) {
  if (is_in_latency(sample) && sample.tls_time >= 0) {
    return MetricReading{sample.tls_time, false};
  }
  if (sample.outcome == Outcome::timeout_connect && sample.connect_time >= 0) {
    return MetricReading{age_of(sample) - sample.connect_time, true};
  }
  return std::nullopt;
}

std::optional<MetricReading> read_ttfb(const Sample& sample) {
  if (!is_in_latency(sample)) {
    return std::nullopt;
  }
  if (sample.first_byte >= 0 && sample.dispatched >= 0) {
    return MetricReading{sample.first_byte - sample.dispatched, false};
  }
  return MetricReading{age_of(sample), is_censored(sample.outcome)};
}

std::optional<MetricReading> read_bytes_in(const Sample& sample) {
  if (sample.outcome != Outcome::ok) {
    return std::nullopt;
  }
  return MetricReading{static_cast<std::int64_t>(sample.bytes_in), false};
}

std::optional<MetricReading> read_schedule_lag(const Sample& sample) {
  if (sample.dispatched < 0) {
    return std::nullopt;
  }
  return MetricReading{sample.dispatched - sample.intended, false};
}

std::optional<MetricReading> read_rx_age(const Sample& sample) {
  if (sample.rx_age < 0) {
    return std::nullopt;
  }
  return MetricReading{sample.rx_age, false};
}

std::optional<MetricReading> read_wait(const Sample& sample) {
  if (sample.wait < 0 || !is_in_latency(sample)) {
    return std::nullopt;
  }
  return MetricReading{sample.wait, is_censored(sample.outcome)};
}

std::optional<MetricReading> read_iteration(const Flow& flow, const FlowNotes& notes) {
  const bool has_no_answer = flow.end == FlowEnd::dropped || flow.end == FlowEnd::cut ||
                             (flow.end == FlowEnd::failed && notes.is_unanswered);
  if (flow.end != FlowEnd::ok && !has_no_answer) {
    return std::nullopt;
  }
  return MetricReading{flow.finished - flow.intended, has_no_answer};
}

}  // namespace loadgate
