// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/integers.h"
#include "base/units.h"

namespace loadgate {
namespace {

/// A suffix and what one of it is worth, as numerator / denominator of the base unit.
struct Suffix {
  std::string_view name;
  std::int64_t numerator;
  std::int64_t denominator;
};

constexpr std::array duration_suffixes{
    Suffix{"ns", 1, 1},
    Suffix{"us", 1'000, 1},
    Suffix{"µs", 1'000, 1},
    Suffix{"ms", 1'000'000, 1},
    Suffix{"s", 1'000'000'000, 1},
    Suffix{"m", 60'000'000'000, 1},
    Suffix{"h", 3'600'000'000'000, 1},
    Suffix{"d", 86'400'000'000'000, 1},
};
constexpr std::array rate_suffixes{Suffix{"/s", 1, 1}, Suffix{"/min", 1, 60},
                                   Suffix{"/h", 1, 3600}};
constexpr std::array percent_suffixes{Suffix{"%", 1, 100}};
constexpr std::array points_suffixes{Suffix{"pp", 1, 100}};
constexpr std::array count_suffixes{Suffix{"", 1, 1}, Suffix{"k", 1'000, 1},
                                    Suffix{"M", 1'000'000, 1}};
constexpr std::array size_suffixes{Suffix{"", 1, 1}, Suffix{"k", 1'024, 1},
                                   Suffix{"M", 1'048'576, 1}, Suffix{"G", 1'073'741'824, 1}};

std::string_view without_spaces(std::string_view text) {
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

/// "a number with one of ns, us, ms": what may stand behind the number.
std::string units_hint(std::span<const Suffix> suffixes) {
  std::string names;
  for (const Suffix& suffix : suffixes) {
    names += (names.empty() || suffix.name.empty() ? "" : ", ") + std::string(suffix.name);
  }
  const bool may_lack = suffixes.front().name.empty();
  return std::string("write a number ") +
         (suffixes.size() == 1 ? "and its unit, "
          : may_lack           ? "alone or with one of "
                               : "and one of ") +
         names;
}

/// `expected` finishes "expected …": the forms that would have been right.
tl::unexpected<Error> refusal(std::string_view text, std::span<const Suffix> suffixes,
                              std::string_view expected) {
  return invalid_input("expected " + std::string(expected) + ", got '" + std::string(text) + "'",
                       units_hint(suffixes));
}

Result<Rational> parse_with_suffix(std::string_view text, std::span<const Suffix> suffixes,
                                   std::string_view expected) {
  const auto refuse = [&] { return refusal(text, suffixes, expected); };
  const std::size_t split = std::min(text.find_first_not_of("0123456789.-"), text.size());
  const Result<Rational> number = parse_decimal(without_spaces(text.substr(0, split)));
  for (const Suffix& suffix : suffixes) {
    if (!number || suffix.name != text.substr(split)) {
      continue;
    }
    const Int128 numerator = static_cast<Int128>(number->numerator) * suffix.numerator;
    const Int128 denominator = static_cast<Int128>(number->denominator) * suffix.denominator;
    Int128 a = numerator < 0 ? -numerator : numerator;
    for (Int128 b = denominator; b != 0;) {
      a = std::exchange(b, a % b);
    }
    constexpr Int128 largest = std::numeric_limits<std::int64_t>::max();
    if (a == 0 || numerator / a > largest || numerator / a < -largest ||
        denominator / a > largest) {
      return refuse();
    }
    return Rational{static_cast<std::int64_t>(numerator / a),
                    static_cast<std::int64_t>(denominator / a)};
  }
  return refuse();
}

Result<std::int64_t> parse_whole(std::string_view text, std::span<const Suffix> suffixes,
                                 std::string_view expected) {
  ASSIGN_OR_RETURN(const Rational value, parse_with_suffix(text, suffixes, expected));
  if (value.denominator != 1 || value.numerator < 0) {
    return refusal(text, suffixes, expected);
  }
  return value.numerator;
}

}  // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
  constexpr std::string_view expected = "a duration such as 250ms, 1.5s or 2m";
  ASSIGN_OR_RETURN(const std::int64_t value, parse_whole(text, duration_suffixes, expected));
  return Nanoseconds{value};
}

Result<Rate> parse_rate(std::string_view text) {
  constexpr std::string_view expected = "a rate such as 50/s or 3000/min";
  ASSIGN_OR_RETURN(const Rational value, parse_with_suffix(text, rate_suffixes, expected));
  if (value.numerator < 0) {
    return refusal(text, rate_suffixes, expected);
  }
  return Rate{value};
}

Result<Rational> parse_percent(std::string_view text) {
  return parse_with_suffix(text, percent_suffixes, "a percentage such as 10%");
}

Result<Rational> parse_percentage_points(std::string_view text) {
  return parse_with_suffix(text, points_suffixes, "percentage points such as 0.5pp");
}

Result<std::int64_t> parse_count(std::string_view text) {
  return parse_whole(text, count_suffixes, "a count such as 20, 2k or 1.5M");
}

Result<std::int64_t> parse_size(std::string_view text) {
  return parse_whole(text, size_suffixes, "a size such as 512, 64k or 1M");
}

}  // namespace loadgate
