// SPDX-License-Identifier: Apache-2.0
#include "run/sample.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

/// What a request is in latency figures.
enum class Latency { at_value, at_age, left_out };
enum class Blame { nobody, server, generator };

struct OutcomeRow {
  OutcomeName name;
  Latency latency;
  Blame blame;
};

// A refused or broken connection is left out like an answer with an error: the request ended there,
// sooner than a slow one would have, and its short age would make the percentiles look better.
constexpr std::array rows{
    OutcomeRow{{Outcome::ok, "ok", "ok", "the request succeeded; nothing to do"},
               Latency::at_value,
               Blame::nobody},
    OutcomeRow{{Outcome::dns, "dns", "dns",
                "the target's name could not be resolved; check `target` and the runner's DNS"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::connect, "connect", "connect",
                "nothing accepted the connection; check that the service listens at this address "
                "and port"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::tls, "tls", "tls",
                "the TLS handshake failed; check the certificate, its name, and `target.tls.ca`"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::send, "send", "send",
                "the request could not be written; the server closed the connection while it was "
                "sent, look at its log and limits"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::timeout_connect, "timeout_connect", "timeout",
                "no connection within `connect_timeout`; the server's accept queue is full or a "
                "firewall drops packets"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::timeout_first_byte, "timeout_first_byte", "timeout",
                "the server took the request and sent nothing before the timeout; it is "
                "overloaded or stuck"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::timeout_idle, "timeout_idle", "timeout",
                "no byte came for longer than `idle_timeout`, before the answer or inside it; look "
                "for a stall behind the server"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::timeout_total, "timeout_total", "timeout",
                "the answer was not complete within `timeout`; the server is too slow for this "
                "load, or the timeout too short"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::reset, "reset", "reset",
                "the connection broke before the answer was complete; look for a crash, a restart "
                "or a proxy's limit"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::dropped, "dropped", "dropped",
                "not sent because `max_in_flight` requests were waiting for the server; it cannot "
                "keep up with this rate"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::cut, "cut", "cut",
                "still without an answer when the run ended; the server is behind, or the run was "
                "interrupted"},
               Latency::at_age,
               Blame::server},
    OutcomeRow{{Outcome::rate_limited, "rate_limited", "rate_limited",
                "the server said 429; raise its limit for the test or lower the rate"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::overloaded, "overloaded", "overloaded",
                "the server said that it is overloaded (503 or 529); give it more capacity or "
                "lower the rate"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::auth, "auth", "auth",
                "the server said 401 or 403; check `target.auth` and that the secret is set in "
                "this job"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::client_4xx, "client_4xx", "client_4xx",
                "the server refused the request as wrong; try it with `loadgate try`"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::server_5xx, "server_5xx", "server_5xx",
                "the server failed while it answered; look at its log at the time of the run"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::protocol, "protocol", "protocol",
                "what came back is not HTTP or is broken; check the scheme, the port and "
                "`target.http`"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{
        {Outcome::assertion, "assertion", "assertion",
         "an answer was not as the spec expects it, or led to another place than the target; "
         "compare with `loadgate try`"},
        Latency::left_out,
        Blame::server},
    OutcomeRow{{Outcome::generator_dropped, "generator_dropped", "generator_dropped",
                "not sent because loadgate itself could not keep up; use a larger runner or a "
                "lower rate"},
               Latency::left_out,
               Blame::generator},
    OutcomeRow{{Outcome::reset_on_reuse, "reset_on_reuse", "reset",
                "the server closed a kept-alive connection under the request; its keep-alive "
                "timeout is shorter than the pauses between requests"},
               Latency::left_out,
               Blame::server},
    OutcomeRow{{Outcome::expected, "expected", "expected",
                "the answer that the step's `outcome` expects; nothing to do"},
               Latency::left_out,
               Blame::nobody},
};

constexpr std::array names = [] {
  std::array<OutcomeName, rows.size()> result{};
  std::ranges::transform(rows, result.begin(), &OutcomeRow::name);
  return result;
}();

constexpr bool is_indexed_by_outcome() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].name.outcome) != i) {
      return false;
    }
  }
  return true;
}
static_assert(is_indexed_by_outcome());

const OutcomeRow& row_of(Outcome outcome) {
  return rows.at(static_cast<std::size_t>(outcome));
}

}  // namespace

std::span<const OutcomeName> all_outcomes() {
  return names;
}

const OutcomeName& describe(Outcome outcome) {
  return names.at(static_cast<std::size_t>(outcome));
}

bool is_censored(Outcome outcome) {
  return row_of(outcome).latency == Latency::at_age;
}

bool is_error(Outcome outcome) {
  return row_of(outcome).blame == Blame::server;
}

bool is_success(Outcome outcome) {
  return outcome == Outcome::ok || outcome == Outcome::expected;
}

std::int64_t latency_of(const Sample& sample) {
  const bool from_intended = sample.counts_from_intended || sample.dispatched < 0;
  return sample.finished - (from_intended ? sample.intended : sample.dispatched);
}

}  // namespace loadgate
