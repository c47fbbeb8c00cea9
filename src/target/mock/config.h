// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace loadgate {

/// exp(ln median + sigma · z), z standard normal.
struct MockLognormal {
  Nanoseconds median;
  double sigma;
};
using MockBaseLatency = std::variant<Nanoseconds, MockLognormal>;

/// `share` of the requests take `latency` instead of the usual one.
struct MockTail {
  double share;
  MockBaseLatency latency;
};
struct MockLatency {
  MockBaseLatency usual;
  std::vector<MockTail> tails;  ///< shares sum to at most 1
};

/// A part of the run, counted from the first request of the load (preflights do not count).
struct MockSpan {
  Nanoseconds from;
  std::optional<Nanoseconds> duration;  ///< nullopt: to the end
};

/// Latencies are multiplied by `factor`; those received in `span` only, where there is one.
struct MockSlow {
  double factor;
  std::optional<MockSpan> span;
};

struct MockLogin {
  std::string user;
  std::string password;
  std::string token;
};

/// A client of the client credentials grant (RFC 6749 §4.4).
struct MockOAuth2 {
  std::string client_id;
  std::string client_secret;
  Nanoseconds expires_in;  ///< of each token
};

/// What a route does besides answering with a fixed body.
enum class MockAction {
  fixed_answer,
  log_in,
  add_to_cart,
  show_order,
  start_session,
  issue_key,
  revoke_key,
  issue_token,
  start_job,
  show_job,
  echo
};

/// When a job is done: so long after its start, or after so many answers that it is not.
using MockReadiness = std::variant<Nanoseconds, std::int64_t>;

/// How often requests go wrong, in shares of them. All but `close` are alternatives of one draw
/// and sum to at most 1.
struct MockFaults {
  std::vector<std::pair<int, double>> errors;  ///< status and share
  double hang;                                 ///< never answers
  double reset;                                ///< TCP reset instead of an answer
  double half;                                 ///< half of the answer, then the end
  double corrupt;                              ///< a whole answer of 2xx with a useless body
  double close;                                ///< a whole answer, then the connection's end
};

/// What happens besides where more than `in_flight` requests are under way, this one included.
struct MockAbove {
  std::int64_t in_flight;
  MockFaults faults;
  double slow;  ///< factor of the latency
};

/// `burst` requests may come at once, then `rate`, for each value of a header apart.
struct MockLimit {
  std::string key;  ///< the header's name; empty: all requests together
  Rate rate;        ///< above 0
  std::int64_t burst;
};

struct MockRoute {
  std::string method;
  std::string path;  ///< `{name}` stands for one segment
  MockLatency latency;
  int status;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  MockFaults faults;
  MockSlow slow;
  std::optional<MockAbove> above;  ///< of this route's requests
  std::optional<MockLimit> limit;
  Nanoseconds burn;  ///< CPU time of the mock's thread before the answer
  MockAction action;
  MockReadiness ready_after;  ///< of `show_job`
  bool gzip;                  ///< where the client takes it
  bool requires_token;
  bool requires_cookie;
  bool requires_key;
};

struct MockConfig {
  std::uint16_t port;  ///< 0: any free one
  bool tls;
  std::uint64_t seed;
  MockSlow slow;  ///< multiplies with that of the route
  std::optional<MockSpan> stall;
  std::optional<MockLogin> login;
  std::optional<MockOAuth2> oauth2;
  std::optional<MockAbove> above;  ///< of all requests
  std::optional<MockLimit> limit;  ///< besides that of the route
  std::size_t burn_threads;        ///< busy from the first request of the load on
  std::size_t record_limit;        ///< requests kept for `/__stats`
  std::vector<MockRoute> routes;
};

/// The config file as values, all mistakes at once as `parse_spec` does. `file` is the name shown.
Result<MockConfig> parse_mock_config(std::string_view text, std::string_view file);

/// Reads the file (at most 1 MiB) and parses it.
Result<MockConfig> read_mock_config(const std::filesystem::path& file);

}  // namespace loadgate
