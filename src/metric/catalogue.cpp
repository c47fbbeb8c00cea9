// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "metric/count.h"
#include "metric/counted.h"
#include "metric/observe.h"

namespace loadgate {
namespace {

constexpr bool built = true;
constexpr bool not_yet = false;

constexpr MetricName duration(std::string_view name, bool is_built) {
  return {name, Unit::nanoseconds, Better::lower, Shape::distribution, is_built};
}

bool polls(const RunStep& step) {
  return step.polls;
}
bool has_retries(const RunStep& step) {
  return step.retries > 0;
}

constexpr std::array metrics{
    Metric{duration("latency", built),
           "planned start to last byte in open phases, so that waiting in a queue counts; sent to "
           "last byte otherwise",
           observe_latency, nullptr},
    Metric{duration("first_attempt.latency", built),
           "latency of requests that needed no second attempt, where `retries` allows some",
           observe_first_attempt, nullptr, has_retries},
    Metric{{"first_attempt.error_rate", Unit::fraction, Better::lower, Shape::scalar, built},
           "requests whose first attempt did not succeed, where `retries` allows more",
           nullptr,
           measure_first_error_rate,
           has_retries},
    Metric{duration("wait", built),
           "a whole poll: from its first request to the answer that it waited for", observe_wait,
           nullptr, polls},
    Metric{duration("service_time", built), "sent to last byte", observe_service_time, nullptr},
    Metric{duration("connect", built), "making the TCP connection, new connections only",
           observe_connect, nullptr},
    Metric{duration("tls", built), "the TLS handshake, new connections only", observe_tls, nullptr},
    Metric{duration("ttfb", built), "sent to the first byte of the answer's header", observe_ttfb,
           nullptr},
    Metric{duration("iteration", built),
           "a whole flow of a scenario: planned start to the end of its last step",
           observe_iteration, nullptr},
    Metric{{"error_rate", Unit::fraction, Better::lower, Shape::scalar, built},
           "requests that did not succeed, of all requests; also by class or group: "
           "error_rate.timeout",
           nullptr,
           measure_error_rate},
    Metric{{"check_rate", Unit::fraction, Better::higher, Shape::scalar, built},
           "expectations that held, of all that were evaluated",
           nullptr,
           measure_check_rate},
    Metric{{"throughput", Unit::per_second, Better::higher, Shape::scalar, built},
           "successes per second of the phase, without its drain",
           nullptr,
           measure_throughput},
    Metric{{"bytes_in", Unit::bytes, Better::lower, Shape::distribution, built},
           "size of a successful answer's body",
           observe_bytes_in,
           nullptr},
    Metric{duration("schedule_lag", built),
           "how much later than planned loadgate itself sent a request", observe_schedule_lag,
           nullptr},
    Metric{
        duration("rx_age", built),
        "how long an answer's last bytes waited in this machine before loadgate read them, where "
        "the kernel tells when they came",
        observe_rx_age, nullptr},
};

constexpr MetricName tokens(std::string_view name) {
  return {name, Unit::count, Better::lower, Shape::distribution, not_yet};
}

constexpr MetricName cost(std::string_view name) {
  return {name, Unit::count, Better::lower, Shape::scalar, not_yet};
}

/// Words of the design that no run holds yet: a spec that uses one is told so.
constexpr std::array known_words{
    duration("ttft", not_yet),
    duration("ttfo", not_yet),
    duration("tpot", not_yet),
    duration("chunk_gap", not_yet),
    duration("e2e", not_yet),
    tokens("tokens_in"),
    tokens("tokens_out"),
    MetricName{"tokens_per_second", Unit::per_second, Better::higher, Shape::distribution, not_yet},
    MetricName{"token_throughput", Unit::per_second, Better::higher, Shape::scalar, not_yet},
    MetricName{"tokens_per_minute", Unit::count, Better::higher, Shape::scalar, not_yet},
    cost("cost_per_request"),
    cost("cost_per_success"),
    cost("cost_per_flow"),
    MetricName{"truncation_rate", Unit::fraction, Better::lower, Shape::scalar, not_yet},
    MetricName{"goodput", Unit::fraction, Better::higher, Shape::scalar, not_yet},
};

}  // namespace

std::vector<Observation> observe(const Metric& metric, const Run& run, Scope scope) {
  if (!run.condensed) {
    return metric.observe(run, scope);
  }
  const bool is_step = scope.step < run.steps.size();
  const bool is_meant =
      metric.applies == nullptr || (is_step && metric.applies(run.steps[scope.step]));
  return is_meant ? observe_counted(run, scope, metric.name.name) : std::vector<Observation>{};
}

std::span<const Metric> all_metrics() {
  return metrics;
}

const Metric* find_metric(std::string_view name) {
  const Metric* found = nullptr;
  for (const Metric& metric : metrics) {
    const std::string_view known = metric.name.name;
    const bool is_it =
        name.starts_with(known) && (name.size() == known.size() || name[known.size()] == '.');
    found = is_it ? &metric : found;
  }
  return found;
}

std::vector<MetricName> metric_names() {
  std::vector<MetricName> names;
  std::ranges::transform(metrics, std::back_inserter(names), &Metric::name);
  names.insert(names.end(), known_words.begin(), known_words.end());
  return names;
}

}  // namespace loadgate
