// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>

#include "base/units.h"

namespace loadgate {

std::string write_duration(Nanoseconds duration) {
  struct Scale {
    std::int64_t size;
    std::string_view unit;
  };
  constexpr std::array scales{Scale{1'000'000'000, "s"}, Scale{1'000'000, "ms"},
                              Scale{1'000, "us"}};
  for (const Scale& scale : scales) {
    if (duration.count() % scale.size == 0) {
      return fmt::format("{}{}", duration.count() / scale.size, scale.unit);
    }
  }
  return fmt::format("{}ns", duration.count());
}

std::string write_rate(Rate rate) {
  const auto [numerator, denominator] = rate.per_second;
  if (denominator == 1) {
    return fmt::format("{}/s", numerator);
  }
  if (60 % denominator == 0) {
    return fmt::format("{}/min", numerator * (60 / denominator));
  }
  if (3600 % denominator == 0) {
    return fmt::format("{}/h", numerator * (3600 / denominator));
  }
  return write_double(to_double(rate.per_second)) + "/s";
}

std::string write_rational(Rational value) {
  return value.denominator == 1 ? std::to_string(value.numerator)
                                : fmt::format("{}/{}", value.numerator, value.denominator);
}

std::string write_double(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

std::string write_timestamp(Timestamp time) {
  const std::time_t seconds = time.nanoseconds / 1'000'000'000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

}  // namespace loadgate
