// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace loadgate {

/// How a request ended: exactly one class, the first that matches. Names in run/sample.cpp; the
/// numbers are part of the run file: append only.
enum class Outcome : std::uint8_t {
  ok = 0,
  dns = 1,
  connect = 2,
  tls = 3,
  send = 4,
  timeout_connect = 5,
  timeout_first_byte = 6,
  timeout_idle = 7,
  timeout_total = 8,
  reset = 9,
  dropped = 10,       ///< never sent: max_in_flight was reached (the server's doing)
  cut = 11,           ///< no answer when the run ended, past its timeout or the drain
  rate_limited = 12,  ///< 429
  overloaded = 13,    ///< 503, 529
  auth = 14,          ///< 401, 403
  client_4xx = 15,
  server_5xx = 16,
  protocol = 17,           ///< not HTTP, or broken framing
  assertion = 18,          ///< an expectation failed, or an address is not the target's
  generator_dropped = 19,  ///< never sent, our own fault: no error of the server, untrusts the run
  reset_on_reuse = 20,     ///< a kept-alive connection was closed under the request; group `reset`
  expected = 21,  ///< the class that the step's `outcome` names: no error, no latency figure
};

struct OutcomeName {
  Outcome outcome;
  std::string_view name;    ///< "timeout_total"
  std::string_view group;   ///< "timeout", or the name itself
  std::string_view advice;  ///< one sentence: what it means and what to do
};
std::span<const OutcomeName> all_outcomes();
const OutcomeName& describe(Outcome outcome);

/// An answer never came, so the request is censored at its age in latency figures.
bool is_censored(Outcome outcome);
/// Counts as an error of the server in error_rate (dropped and cut do, generator_dropped does not).
bool is_error(Outcome outcome);

/// The step went as the spec wants it: ok, or the answer that its `outcome` names.
bool is_success(Outcome outcome);

/// The step uses no data that has classes.
inline constexpr std::uint16_t no_class = 0xffff;

/// One request. Times are nanoseconds since the start of the run (its first phase); -1: it never
/// came to that.
struct Sample {
  std::uint64_t sequence;  ///< of the flow: arrival number, or a counter in closed phases
  std::uint32_t user;      ///< closed phases; 0 in open ones
  std::uint16_t phase;     ///< index into the run's phases
  std::uint16_t step;      ///< index into the run's steps
  Outcome outcome;
  bool is_new_connection;
  bool counts_from_intended;  ///< first step of an open flow: latency from `intended`
  std::uint16_t status;       ///< HTTP status, 0 without one
  std::int64_t intended;      ///< planned start (later steps: when it was ready to go)
  std::int64_t dispatched;
  std::int64_t connected;   ///< connection ready, request about to be written
  std::int64_t first_byte;  ///< of the header
  std::int64_t first_body_byte;
  std::int64_t finished;      ///< last byte, or when it failed; for cut and dropped the end of run
  std::int64_t connect_time;  ///< TCP, new connections only, else -1
  std::int64_t tls_time;      ///< TLS handshake, new connections only, else -1
  std::uint64_t bytes_in;     ///< body bytes received
  /// How long its last bytes waited in this machine before they were read; -1 unknown.
  std::int64_t rx_age = -1;
  /// The request that ended a poll: since the first one was dispatched. Else -1.
  std::int64_t wait = -1;
  std::uint16_t attempts = 1;  ///< with its retries; outcome and `finished` are the last one's
  Outcome first_outcome = Outcome::ok;  ///< of the first attempt, where there were several
  std::int64_t first_finished = -1;     ///< of the first attempt, where there were several
  std::uint16_t data_class = no_class;  ///< index into the run's classes
  // What of its times was loadgate's own beside `rx_age` (run/readings.h), ns.
  std::int64_t connect_own = 0;  ///< of `connect_time`: the connection was there, and unnoticed
  std::int64_t tls_own = 0;      ///< of `tls_time`: what was received, and unread
  std::int64_t first_own = 0;    ///< its first bytes waited, where the last ones came later
  /// Of redirects and attempts before the last: read late, and sent later than they could be.
  std::int64_t earlier_own = 0;
  std::int64_t wait_own = 0;  ///< of `wait`: of all its requests, but for the lag of the first
  bool operator==(const Sample&) const = default;
};

enum class FlowEnd : std::uint8_t {
  ok = 0,
  failed = 1,
  dropped = 2,
  cut = 3,
  generator_dropped = 4
};

/// One pass of a scenario.
struct Flow {
  std::uint64_t sequence;
  std::uint32_t user;
  std::uint16_t phase;
  std::uint16_t scenario;
  FlowEnd end;
  std::int64_t intended;
  std::int64_t finished;
  std::uint32_t skipped_steps;  ///< after a failed step: counted, no samples
  bool operator==(const Flow&) const = default;
};

/// Latency of the sample in nanoseconds, by the definition of docs/terminology.md.
std::int64_t latency_of(const Sample& sample);

}  // namespace loadgate
