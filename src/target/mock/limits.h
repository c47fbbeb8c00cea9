// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/integers.h"
#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/request.h"

namespace loadgate::mock {

/// What a limit says to one request. Times are whole seconds, rounded up.
struct Admission {
  bool is_admitted;
  std::int64_t limit;        ///< requests that may come at once
  std::int64_t remaining;    ///< of these, after this request
  std::int64_t reset;        ///< until all of them may come again
  std::int64_t retry_after;  ///< until one may come; 0 where this one was admitted
};

/// An exact token bucket for each key, as the generic cell rate algorithm (ITU-T I.371, 2004,
/// appendix A): a bucket is the moment at which it will be full, in units of a nanosecond divided
/// by the rate's numerator, so that a request costs a whole number of them.
class Limiter {
 public:
  explicit Limiter(const MockLimit& limit);
  bool admits(const std::string& key, Nanoseconds now) const;
  /// Takes one request from the key's bucket; nothing where the bucket has none.
  Admission take(const std::string& key, Nanoseconds now);
  /// Refuses without taking: this limit has refused, or another one.
  Admission look(const std::string& key, Nanoseconds now) const;
  std::size_t buckets() const { return full_at_.size(); }

 private:
  Int128 missing(const std::string& key, Int128 now) const;
  Admission describe(Int128 missing, bool is_admitted) const;
  void make_room(Int128 now);

  Int128 units_per_nanosecond_;
  Int128 cost_;
  Int128 capacity_;
  std::int64_t burst_;
  std::unordered_map<std::string, Int128> full_at_;  // what is not in it is full
};

/// The limits of the server and of its routes. A request is taken from both or from none.
class Limits {
 public:
  explicit Limits(const MockConfig& config);
  /// What the stricter one says; nullopt where neither the server nor the route has a limit.
  std::optional<Admission> take(const Request& request, std::size_t route, Nanoseconds now);
  void reset();

 private:
  struct Place {
    MockLimit limit;
    Limiter limiter;
  };
  static std::optional<Place> place_for(const std::optional<MockLimit>& limit);

  std::optional<Place> server_;
  std::vector<std::optional<Place>> routes_;
};

/// `x-ratelimit-limit`, `-remaining`, `-reset`, and `Retry-After` of a refusal.
Headers limit_headers(const Admission& admission);

}  // namespace loadgate::mock
