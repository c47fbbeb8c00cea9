// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "run/sample.h"

namespace loadgate {

/// A number that a request or a flow shows: exact, or at least so large.
struct MetricReading {
  std::int64_t value;
  bool is_censored;
};

/// One row of the table of what is read off a request; its name is the metric's (metric/observe.h
/// says what the populations are). Nothing: the request is not of the population.
struct SampleReading {
  std::string_view name;  ///< "net …": without what of it was our own
  std::optional<MetricReading> (*read)(const Sample& sample);
};
std::span<const SampleReading> sample_readings();

/// What of a request's time was loadgate's own, ns. Never negative.
struct OwnTime {
  std::int64_t lag;   ///< sent later than planned
  std::int64_t wait;  ///< from then on: its redirects and attempts, handshakes, answers
  std::int64_t sum() const { return lag + wait; }
};
/// By the kernel's stamps and our own.
OwnTime own_time_of(const Sample& sample);
/// The sample as if loadgate had taken no time.
Sample net_of(Sample sample, const OwnTime& own);

/// What of a metric was loadgate's own, ns; nothing: the request is not of the metric's population.
struct OwnReading {
  std::string_view name;  ///< "own …", also in sample_readings()
  std::optional<std::int64_t> (*read)(const Sample& sample, const OwnTime& own);
};
const OwnReading& own_reading_of(std::string_view metric);

/// An answer was read of which nobody knows since when it was there.
bool is_unseen(const Sample& sample);

std::optional<MetricReading> read_latency(const Sample& sample);
std::optional<MetricReading> read_first_attempt(const Sample& sample);
std::optional<MetricReading> read_service_time(const Sample& sample);
std::optional<MetricReading> read_connect(const Sample& sample);
std::optional<MetricReading> read_tls(const Sample& sample);
std::optional<MetricReading> read_ttfb(const Sample& sample);
std::optional<MetricReading> read_bytes_in(const Sample& sample);
std::optional<MetricReading> read_schedule_lag(const Sample& sample);
std::optional<MetricReading> read_rx_age(const Sample& sample);
std::optional<MetricReading> read_wait(const Sample& sample);

/// What a flow was beside its row.
struct FlowNotes {
  bool is_unanswered;     ///< one of its requests had no answer
  std::int64_t own_time;  ///< sum over its requests
};
struct FlowReading {
  std::string_view name;
  std::optional<MetricReading> (*read)(const Flow& flow, const FlowNotes& notes);
};
std::span<const FlowReading> flow_readings();

std::optional<MetricReading> read_iteration(const Flow& flow, const FlowNotes& notes);

}  // namespace loadgate
