// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/vocabulary.h"

namespace loadgate::testing {

/// The words of the design, for tests of `spec`: one metric of each unit and direction at least.
inline Vocabulary vocabulary() {
  constexpr Better less = Better::lower;
  constexpr Better more = Better::higher;
  return Vocabulary{
      .metrics = {{"latency", Unit::nanoseconds, less, Shape::distribution, true},
                  {"service_time", Unit::nanoseconds, less, Shape::distribution, true},
                  {"connect", Unit::nanoseconds, less, Shape::distribution, true},
                  {"ttfb", Unit::nanoseconds, less, Shape::distribution, true},
                  {"iteration", Unit::nanoseconds, less, Shape::distribution, true},
                  {"bytes_in", Unit::bytes, less, Shape::distribution, true},
                  {"error_rate", Unit::fraction, less, Shape::scalar, true},
                  {"check_rate", Unit::fraction, more, Shape::scalar, true},
                  {"throughput", Unit::per_second, more, Shape::scalar, true},
                  {"ttft", Unit::nanoseconds, less, Shape::distribution, false},
                  {"tokens_out", Unit::count, less, Shape::distribution, false},
                  {"cost_per_request", Unit::count, less, Shape::scalar, false}},
      .error_classes = {"timeout", "timeout_connect", "reset", "client_4xx", "server_5xx"},
      .formats = {"console", "markdown", "junit", "json"}};
}

}  // namespace loadgate::testing
