// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "run/sample.h"
#include "spec/spec.h"

namespace loadgate {

/// Nanoseconds on CLOCK_MONOTONIC.
using Instant = std::int64_t;
Instant monotonic_now();

/// A request, ready to be sent.
struct WireRequest {
  std::string method;
  std::string url;                   ///< whole address
  std::vector<std::string> headers;  ///< "Name: value", no line breaks
  std::string body;
  bool has_body;
  Nanoseconds timeout;  ///< whole request
  Nanoseconds connect_timeout;
  std::size_t keep_body;  ///< bytes of the answer's body to keep, 0: only count them
  bool keep_headers;      ///< keep the answer's headers (captures, errors)
  /// The longest silence: without a byte received since the request was about to be written, or
  /// since the last header line or piece of the body. Ends as timeout_idle.
  std::optional<Nanoseconds> idle_timeout = std::nullopt;
  std::size_t endpoint = 0;  ///< index into the transport's endpoints
  /// Whose cookies are sent and kept; nothing: none are.
  std::optional<std::uint64_t> cookie_jar = std::nullopt;
  /// Followed at most, to the same scheme, host and port; all of them are one exchange.
  std::int64_t redirects = 0;
};

/// What came of a body that was packed.
struct Unpacking {
  std::uint64_t size;  ///< bytes
  bool is_whole;       ///< false: there is more of it
};

/// How a request ended. Stamps: monotonic, -1 where it never came to that.
struct Exchange {
  std::uint64_t token;
  Outcome outcome;     ///< ok means a whole HTTP answer of any status; else a transport class;
                       ///< generator_dropped: this machine ran out of sockets, ports or memory
  std::string detail;  ///< the transport's words for a failure
  int status;          ///< 0 without an answer
  Instant dispatched;  ///< before the request was handed to the library
  Instant connected;   ///< connection ready, request about to be written
  Instant first_byte;  ///< first header byte
  Instant first_body_byte;
  Instant finished;  ///< last byte, or the failure
  bool is_new_connection;
  std::int64_t connect_time;  ///< new connections: TCP, ns, else -1
  std::int64_t tls_time;      ///< new connections: TLS, ns, else -1
  bool is_http2;
  std::uint64_t bytes_in;                                    ///< body, as it came over the wire
  std::string body;                                          ///< at most keep_body bytes
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::int64_t rx_age =
      -1;  ///< the last bytes' wait in this machine before they were read; -1 unknown
  // What of it was this machine's own, ns (Sample has the same); 0 also where nothing tells.
  std::int64_t connect_own = 0;  ///< the connection was made, and not noticed yet
  std::int64_t tls_own = 0;      ///< what the handshake waited for was there, and not read yet
  std::int64_t first_own = 0;    ///< the first bytes waited; 0 where the last were read with them
  std::int64_t earlier_own = 0;  ///< of the hops before the last
  bool is_cut = false;           ///< of the body only the beginning is there
  std::int64_t hops = 0;         ///< redirects that were followed; the answer is the last one's
  std::vector<std::string> hop_cookies = {};          ///< values of Set-Cookie on that way
  std::optional<Unpacking> unpacking = std::nullopt;  ///< set by who looks into the body
  /// The same: the body is still packed so, and does not show what it says. Empty: it is not.
  std::string packed_as = {};
};

/// An address, looked up.
struct Endpoint {
  std::string scheme;  ///< http | https
  std::string host;    ///< ASCII (IDNA); IPv6 literals without brackets
  std::uint16_t port;
  std::vector<std::string> addresses;  ///< numeric, in the order of getaddrinfo; pinned
};

/// One of the places that a transport's requests go to.
struct EndpointOptions {
  Endpoint place;    ///< requests elsewhere are refused
  HttpVersion http;  ///< settled by the preflight: http1 or http2; automatic only there
  TlsOptions tls;    ///< file names resolved
};

/// The same for all requests of a run.
struct TransportOptions {
  std::vector<EndpointOptions> endpoints;  ///< at least one; WireRequest::endpoint is an index
  std::size_t connections;                 ///< most requests at the same time, of all endpoints
  bool may_spin;  ///< false under a quota below 2 CPUs or on one usable CPU
  /// Asked before each redirect is followed; false: the request ends as `cut`. None: all may be.
  std::function<bool()> may_follow = {};
};

/// What carries requests: one epoll and its connections, owned by one worker thread. A door:
/// nothing outside of load/transport/ knows what is behind it.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends at once. Precondition: fewer than `connections` requests are under way.
  virtual void start(std::uint64_t token, WireRequest request) = 0;
  /// Works until `deadline` or until a request has ended, whichever comes first, and appends what
  /// has ended. Absolute, hybrid: sleeps to shortly before the deadline, then polls without
  /// waiting.
  virtual void wait(Instant deadline, std::vector<Exchange>& ended) = 0;
  /// Empties a cookie jar that no request under way uses.
  virtual void forget_cookies(std::uint64_t jar) = 0;
  /// Ends every request under way as `cut`.
  virtual void abandon(std::vector<Exchange>& ended) = 0;
  virtual std::size_t under_way() const = 0;
  /// Turns of the loop that took longer than 0.5 ms, and the longest.
  virtual std::uint64_t stalls() const = 0;
  virtual std::int64_t longest_stall() const = 0;
};

/// One row of the table of transports (load/transport/catalogue.cpp).
struct TransportRow {
  std::string_view name;  ///< "curl"
  Result<std::unique_ptr<Transport>> (*open)(const TransportOptions& options);
};
std::span<const TransportRow> all_transports();

/// Resolves host and port of an address once. Errors: invalid_input (no http or https address, or
/// one with a user name), cannot_measure (the name does not resolve, or `stop` was set meanwhile: a
/// look-up that hangs is left behind).
Result<Endpoint> resolve(std::string_view url, const std::atomic<int>& stop);

/// Names and versions of the libraries that carry requests, for the testbed's details.
std::vector<std::pair<std::string, std::string>> transport_libraries();

}  // namespace loadgate
