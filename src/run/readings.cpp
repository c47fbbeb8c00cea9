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

/// Nothing: the whole never came to be.
std::optional<std::int64_t> within(std::int64_t own, std::int64_t whole) {
  return whole < 0 ? std::nullopt : std::optional(std::clamp<std::int64_t>(own, 0, whole));
}

std::int64_t service_of(const Sample& sample) {
  return sample.dispatched < 0 ? 0 : std::max<std::int64_t>(sample.finished - sample.dispatched, 0);
}

/// Before the request of which the answer was read was written.
std::int64_t own_before_request(const Sample& sample) {
  return sample.connect_own + sample.tls_own + sample.earlier_own;
}

std::optional<std::int64_t> own_of_whole(const Sample& sample, const OwnTime& own) {
  return sample.dispatched < 0 ? std::nullopt : std::optional(own.sum());
}
std::optional<std::int64_t> own_of_first_attempt(const Sample& sample, const OwnTime& own) {
  return sample.attempts > 1 ? std::nullopt : own_of_whole(sample, own);
}
std::optional<std::int64_t> own_of_connect(const Sample& sample, const OwnTime&) {
  return within(sample.connect_own, sample.connect_time);
}
std::optional<std::int64_t> own_of_tls(const Sample& sample, const OwnTime&) {
  return within(sample.tls_own, sample.tls_time);
}
std::optional<std::int64_t> own_of_ttfb(const Sample& sample, const OwnTime& own) {
  if (sample.first_byte < 0 || sample.dispatched < 0) {
    return own_of_whole(sample, own);
  }
  return own.lag + sample.first_byte - net_of(sample, own).first_byte;
}
std::optional<std::int64_t> own_of_wait(const Sample& sample, const OwnTime& own) {
  return within(std::max(sample.wait_own, own.wait), sample.wait);
}

/// The row that the times have which none of these is.
constexpr OwnReading own_of_the_rest{"own time", own_of_whole};
constexpr std::array own_of{
    OwnReading{"own connect", own_of_connect},
    OwnReading{"own tls", own_of_tls},
    OwnReading{"own ttfb", own_of_ttfb},
    OwnReading{"own wait", own_of_wait},
    OwnReading{"own first_attempt.latency", own_of_first_attempt},
};

/// The reading as if the request had been sent when it was planned and read when it was received.
template <auto Read>
std::optional<MetricReading> net(const Sample& sample) {
  return Read(net_of(sample, own_time_of(sample)));
}

template <auto Own>
std::optional<MetricReading> own_part(const Sample& sample) {
  const std::optional<std::int64_t> time = Own(sample, own_time_of(sample));
  return time ? std::optional(MetricReading{*time, false}) : std::nullopt;
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
    SampleReading{"own time", own_part<own_of_whole>},
    SampleReading{"own connect", own_part<own_of_connect>},
    SampleReading{"own tls", own_part<own_of_tls>},
    SampleReading{"own ttfb", own_part<own_of_ttfb>},
    SampleReading{"own wait", own_part<own_of_wait>},
    SampleReading{"own first_attempt.latency", own_part<own_of_first_attempt>},
    SampleReading{"net latency", net<read_latency>},
    SampleReading{"net service_time", net<read_service_time>},
    SampleReading{"net ttfb", net<read_ttfb>},
    SampleReading{"net connect", net<read_connect>},
    SampleReading{"net tls", net<read_tls>},
    SampleReading{"net wait", net<read_wait>},
    SampleReading{"net first_attempt.latency", net<read_first_attempt>},
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

OwnTime own_time_of(const Sample& sample) {
  if (sample.dispatched < 0) {
    return {.lag = 0, .wait = 0};
  }
  const std::int64_t unread = std::max<std::int64_t>(sample.rx_age, 0);
  return {
      .lag = std::max<std::int64_t>(sample.dispatched - sample.intended, 0),
      .wait = std::clamp<std::int64_t>(own_before_request(sample) + unread, 0, service_of(sample))};
}

Sample net_of(Sample sample, const OwnTime& own) {
  const std::int64_t first = own_before_request(sample) + sample.first_own;
  const auto take = [&sample](std::int64_t& moment, std::int64_t time) {
    moment = moment < 0 ? moment : std::max(moment - time, std::min(moment, sample.dispatched));
  };
  sample.wait -= own_of_wait(sample, own).value_or(0);
  sample.connect_time -= own_of_connect(sample, own).value_or(0);
  sample.tls_time -= own_of_tls(sample, own).value_or(0);
  sample.intended += own.lag;
  sample.finished -= own.wait;
  for (std::int64_t* moment : {&sample.first_byte, &sample.first_body_byte}) {
    take(*moment, first);
    *moment = std::min(*moment, sample.finished);
  }
  return sample;
}

const OwnReading& own_reading_of(std::string_view metric) {
  const auto row = std::ranges::find(own_of, metric, [](const OwnReading& reading) {
    return reading.name.substr(reading.name.find(' ') + 1);
  });
  return row == own_of.end() ? own_of_the_rest : *row;
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
