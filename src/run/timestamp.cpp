// SPDX-License-Identifier: Apache-2.0
#include "run/timestamp.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace loadgate {
namespace {

constexpr std::int64_t one_second = 1'000'000'000;
constexpr std::string_view pattern = "dddd-dd-ddTdd:dd:dd";

bool has_form(std::string_view text) {
  return std::ranges::equal(text, pattern, [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
}

int number_at(std::string_view text, std::size_t begin, std::size_t length) {
  int number = 0;
  std::from_chars(text.data() + begin, text.data() + begin + length, number);
  return number;
}

/// ".25" -> 250000000, "" -> 0.
std::optional<std::int64_t> parse_decimals(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const bool is_number =
      text.size() >= 2 && text.size() <= 10 && text.front() == '.' &&
      std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) {
    return std::nullopt;
  }
  std::string digits(text.substr(1));
  digits.resize(9, '0');
  return number_at(digits, 0, 9);
}

}  // namespace

std::string write_exact_timestamp(Timestamp time) {
  std::string text = write_timestamp(time);
  if (const std::int64_t fraction = time.nanoseconds % one_second; fraction != 0) {
    std::string digits = std::to_string(one_second + fraction).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text.insert(text.size() - 1, "." + digits);
  }
  return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  if (text.size() <= pattern.size() || text.back() != 'Z' ||
      !has_form(text.substr(0, pattern.size()))) {
    return std::nullopt;
  }
  const std::string_view decimals = text.substr(pattern.size(), text.size() - pattern.size() - 1);
  const std::optional<std::int64_t> fraction = parse_decimals(decimals);
  const std::chrono::year_month_day day{
      std::chrono::year(number_at(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  const bool is_time = hour < 24 && minute < 60 && second < 60;
  const int year = number_at(text, 0, 4);
  if (!fraction || !day.ok() || !is_time || year < 1970 || year > 2261) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return Timestamp{seconds * one_second + *fraction};
}

}  // namespace loadgate
