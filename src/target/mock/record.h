// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "target/mock/decide.h"

namespace loadgate::mock {

/// What became of a request. `corrupted`: answered with a useless body. `gone`: the client had left
/// before its answer was written.
enum class Outcome { waiting, answered, corrupted, half, reset, hung, gone };
constexpr std::size_t outcome_count = 7;

/// Moments are on the monotonic clock.
struct RecordedRequest {
  std::uint64_t number;  ///< from 1, in order of arrival
  std::size_t route;     ///< index in the config; one past the last: no route
  std::string method;
  std::string path;  ///< with its query
  std::string user_agent;
  std::string content_type;
  std::string accept_encoding;
  std::vector<std::string> cookies;  ///< names
  std::string credential;            ///< a digest of it; empty: none was sent
  std::uint64_t session;             ///< whose cookie was sent; 0: none
  std::string body;
  std::uint64_t connection;
  Traffic traffic;
  Nanoseconds received;  ///< the last byte of the request had been read
  Nanoseconds due;
  std::optional<Nanoseconds> ended;  ///< the last byte was handed to the kernel, or the reset sent
  int status;                        ///< 0: none was sent
  std::int64_t in_flight;            ///< requests under way when it came, itself included
  bool is_corrupted;
  bool is_limited;  ///< refused by a limit of requests
  Outcome outcome;
};

struct Tally {
  std::uint64_t requests = 0;
  std::uint64_t limited = 0;
  std::map<int, std::uint64_t> statuses;
  std::array<std::uint64_t, outcome_count> outcomes{};  ///< without `waiting`
};
struct RouteTotals {
  Tally load;
  Tally preflight;
};

/// Finds a request again, even after the record has been reset or has forgotten it.
struct Ticket {
  std::uint64_t epoch;
  std::uint64_t number;
  std::size_t route;
  Traffic traffic;
  int status;
  bool is_corrupted;
};

/// The server's own record: the last `limit` requests, and totals of all of them.
class Record {
 public:
  Record(std::size_t limit, std::size_t routes);
  /// Numbers the request.
  Ticket arrived(RecordedRequest request);
  /// An answer that was to be corrupted counts as such.
  void ended(const Ticket& ticket, Outcome outcome, Nanoseconds when);
  void reset();

  const std::deque<RecordedRequest>& requests() const { return requests_; }
  const std::vector<RouteTotals>& totals() const { return totals_; }
  std::uint64_t arrivals() const { return arrivals_; }

 private:
  Tally& tally(std::size_t route, Traffic traffic);

  std::size_t limit_;
  std::uint64_t epoch_ = 0;
  std::uint64_t arrivals_ = 0;
  std::deque<RecordedRequest> requests_;
  std::vector<RouteTotals> totals_;
};

}  // namespace loadgate::mock
