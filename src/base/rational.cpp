// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <numeric>

#include "base/units.h"

namespace loadgate {

double to_double(Rational value) {
  return static_cast<double>(value.numerator) / static_cast<double>(value.denominator);
}

Result<Rational> parse_decimal(std::string_view text) {
  const auto refuse = [&] {
    return invalid_input("expected a number such as 12.5, got '" + std::string(text) + "'");
  };
  const bool is_negative = text.starts_with('-');
  std::string_view digits = text.substr(is_negative ? 1 : 0);
  const std::size_t dot = digits.find('.');
  std::string whole(digits.substr(0, dot));
  const std::string_view fraction = dot == std::string_view::npos ? "" : digits.substr(dot + 1);
  const bool is_bare = whole.empty() || (dot != std::string_view::npos && fraction.empty());
  // Nine decimals are nanoseconds of a second; more digits would not fit 64 bits with a unit.
  if (is_bare || whole.size() + fraction.size() > 17 || fraction.size() > 9) {
    return refuse();
  }
  whole += fraction;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc{} || end != whole.data() + whole.size() || whole.front() == '-') {
    return refuse();
  }
  std::int64_t denominator = 1;
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    denominator *= 10;
  }
  const std::int64_t divisor = std::gcd(value, denominator);
  return Rational{(is_negative ? -value : value) / divisor, denominator / divisor};
}

}  // namespace loadgate
