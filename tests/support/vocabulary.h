// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/vocabulary.h"

namespace loadgate::testing {

inline constexpr MetricName duration(std::string_view name, bool is_built) {
  return {name, Unit::nanoseconds, Better::lower, Shape::distribution, is_built};
}

/// The words that the program knows (`loadgate validate --schema`), in its order, for tests of
/// `spec`, which comes before the tables that they stand in.
inline Vocabulary vocabulary() {
  constexpr bool built = true;
  constexpr bool not_yet = false;
  return Vocabulary{
      .metrics = {duration("latency", built),
                  duration("first_attempt.latency", built),
                  {"first_attempt.error_rate", Unit::fraction, Better::lower, Shape::scalar, built},
                  duration("wait", built),
                  duration("service_time", built),
                  duration("connect", built),
                  duration("tls", built),
                  duration("ttfb", built),
                  duration("iteration", built),
                  {"error_rate", Unit::fraction, Better::lower, Shape::scalar, built},
                  {"check_rate", Unit::fraction, Better::higher, Shape::scalar, built},
                  {"throughput", Unit::per_second, Better::higher, Shape::scalar, built},
                  {"bytes_in", Unit::bytes, Better::lower, Shape::distribution, built},
                  duration("schedule_lag", built),
                  duration("rx_age", built),
                  duration("ttft", not_yet),
                  {"tokens_out", Unit::count, Better::lower, Shape::distribution, not_yet},
                  {"cost_per_request", Unit::count, Better::lower, Shape::scalar, not_yet}},
      .error_classes = {"dns",
                        "connect",
                        "tls",
                        "send",
                        "timeout_connect",
                        "timeout",
                        "timeout_first_byte",
                        "timeout_idle",
                        "timeout_total",
                        "reset",
                        "dropped",
                        "cut",
                        "rate_limited",
                        "overloaded",
                        "auth",
                        "client_4xx",
                        "server_5xx",
                        "protocol",
                        "assertion",
                        "reset_on_reuse"},
      .formats = {"console", "markdown", "junit", "json"},
      .answer_classes = {"client_4xx", "auth", "rate_limited", "server_5xx", "overloaded"}};
}

}  // namespace loadgate::testing
