// SPDX-License-Identifier: Apache-2.0
#include "load/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace loadgate {
namespace {

using Seconds = std::chrono::seconds;

constexpr Seconds longest_wait{86'400};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> number_of(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
  return is_whole ? std::optional(number) : std::nullopt;
}

/// What follows the name of the day: d day, n month's name, y year, t time of day.
constexpr std::array<std::string_view, 3> date_forms{
    ", dd nnn yyyy tttttttt GMT",  // Sun, 06 Nov 1994 08:49:37 GMT
    ", dd-nnn-yy tttttttt GMT",    // Sunday, 06-Nov-94 08:49:37 GMT (RFC 850)
    " nnn dd tttttttt yyyy",       // Sun Nov  6 08:49:37 1994 (asctime)
};

bool fits(std::string_view text, std::string_view form) {
  constexpr std::string_view places = "dnyt";
  return std::ranges::equal(text, form, [places](char c, char expected) {
    return places.find(expected) != std::string_view::npos || c == expected;
  });
}

std::string_view date_part(std::string_view text, std::string_view form, char letter) {
  const std::size_t begin = form.find(letter);
  return text.substr(begin, form.rfind(letter) + 1 - begin);
}

/// RFC 850 has two digits: more than 50 years ahead means the century before.
int whole_year(int year, Timestamp now) {
  using namespace std::chrono;
  if (year > 99) {
    return year;
  }
  const sys_days today = floor<days>(sys_time<nanoseconds>(nanoseconds(now.nanoseconds)));
  const int this_year = static_cast<int>(year_month_day(today).year());
  const int candidate = this_year - this_year % 100 + year;
  return candidate > this_year + 50 ? candidate - 100 : candidate;
}

std::optional<Seconds> time_of_day(std::string_view text) {
  const auto hour = number_of(text.substr(0, 2));
  const auto minute = number_of(text.substr(3, 2));
  const auto second = number_of(text.substr(6, 2));
  const bool is_time = hour && minute && second && text[2] == ':' && text[5] == ':' && *hour < 24 &&
                       *minute < 60 && *second <= 60;
  return is_time ? std::optional(Seconds{*hour * 3600 + *minute * 60 + *second}) : std::nullopt;
}

/// Since 1970. A date of the year 9999 is beyond 64 bits of nanoseconds.
std::optional<Seconds> parse_date(std::string_view text, Timestamp now) {
  const std::size_t begin = std::min(text.find_first_of(", "), text.size());
  const std::string_view rest = text.substr(begin);
  const auto form =
      std::ranges::find_if(date_forms, [rest](std::string_view each) { return fits(rest, each); });
  if (begin < 3 || form == date_forms.end()) {
    return std::nullopt;
  }
  const auto part = [&](char letter) { return date_part(rest, *form, letter); };
  const auto month = std::ranges::find(months, part('n'));
  const auto day = number_of(part('d'));
  const auto year = number_of(part('y'));
  const auto time = time_of_day(part('t'));
  if (month == months.end() || !day || !year || !time) {
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(whole_year(*year, now)),
                            std::chrono::month(static_cast<unsigned>(month - months.begin() + 1)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  return sys_days(date).time_since_epoch() + *time;
}

}  // namespace

std::optional<Nanoseconds> parse_retry_after(std::string_view value, Timestamp now) {
  const bool is_number =
      !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) {
    // Where it does not fit into an int it is long.
    const Seconds wait = number_of(value).has_value() ? Seconds{*number_of(value)} : Seconds::max();
    return wait <= longest_wait ? Nanoseconds(wait) : beyond_patience;
  }
  const std::optional<Seconds> date = parse_date(value, now);
  if (!date) {
    return std::nullopt;
  }
  const auto today = std::chrono::floor<Seconds>(Nanoseconds(now.nanoseconds));
  if (*date - today > longest_wait) {
    return beyond_patience;
  }
  return *date <= today ? Nanoseconds{0} : Nanoseconds(*date) - Nanoseconds(now.nanoseconds);
}

}  // namespace loadgate
