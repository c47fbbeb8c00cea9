// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

using Nanoseconds = std::chrono::nanoseconds;
inline constexpr std::int64_t one_second = 1'000'000'000;  ///< in nanoseconds

/// A moment on the wall clock, nanoseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  std::int64_t nanoseconds;
  auto operator<=>(const Timestamp&) const = default;
};

/// An exact number: `numerator / denominator`, denominator > 0, in lowest terms.
struct Rational {
  std::int64_t numerator;
  std::int64_t denominator;
  bool operator==(const Rational&) const = default;
};

double to_double(Rational value);

/// Events per second, exact: `3000/min` is 50/1.
struct Rate {
  Rational per_second;
  bool operator==(const Rate&) const = default;
};

// Readers of the spec's scalars. Each error says what was found and shows the forms expected.
Result<Nanoseconds> parse_duration(std::string_view text);        ///< 250ms, 1.5s, 2m, 1h, 10us, 5d
Result<Rate> parse_rate(std::string_view text);                   ///< 50/s, 3000/min, 0.5/s
Result<Rational> parse_percent(std::string_view text);            ///< 10% -> 1/10, 0.5% -> 1/200
Result<Rational> parse_percentage_points(std::string_view text);  ///< 0.5pp -> 1/200
Result<std::int64_t> parse_count(std::string_view text);          ///< 20, 2k, 1.5M
Result<std::int64_t> parse_size(std::string_view text);           ///< bytes: 512, 64k (65536), 1M
Result<Rational> parse_decimal(std::string_view text);            ///< -12.5, exact

// What people read: three significant digits, units always.
std::string format_duration(double nanoseconds);  ///< "212 ms", "2.10 s", "41 µs", "0 ms"
std::string format_percent(double fraction);      ///< 0.0213 -> "2.13 %", no sign
std::string format_change(double fraction);       ///< 0.18 -> "+18 %", -0.04 -> "−4 %" (U+2212)
std::string format_points(double fraction);       ///< 0.005 -> "+0.5 pp"
std::string format_count(std::uint64_t count);    ///< 1500 -> "1,500"
std::string format_number(double value);          ///< 181 -> "181", 0.0213 -> "0.0213"
std::string format_rate(double per_second);       ///< "50.0/s"
std::string format_size(double bytes);            ///< "64 KiB"

// What specs and digests read: exact, shortest form that parses back to the same value.
std::string write_duration(Nanoseconds duration);  ///< "1500ms", "30s"
std::string write_rate(Rate rate);                 ///< "50/s", "1/3s" never: "20/min"
std::string write_rational(Rational value);        ///< "1/200", "5"
std::string write_double(double value);            ///< shortest that round-trips (std::to_chars)
std::string write_timestamp(
    Timestamp time);  ///< RFC 3339, UTC, whole seconds: 2026-11-21T09:30:00Z

}  // namespace loadgate
