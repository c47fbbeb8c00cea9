// SPDX-License-Identifier: Apache-2.0
#include "run/timestamp.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/units.h"

namespace loadgate {
namespace {

constexpr std::int64_t last_second = 9'214'646'400;  // the end of 2261, as below
constexpr std::string_view pattern = "dddd-dd-ddTdd:dd:dd";

bool has_form(std::string_view text) {
  return std::ranges::equal(text, pattern, [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
}

bool has_digits(std::string_view text, std::size_t begin, std::size_t length) {
  return std::ranges::all_of(text.substr(begin, length),
                             [](char c) { return c >= '0' && c <= '9'; });
}

int number_at(std::string_view text, std::size_t begin, std::size_t length) {
  int number = 0;
  std::from_chars(text.data() + begin, text.data() + begin + length, number);
  return number;
}

/// Seconds of "+01:30" at the end of `text`, which is taken off; 0 of "Z", which stays.
std::optional<std::int64_t> take_offset(std::string& text) {
  constexpr std::size_t length = 6;
  if (text.ends_with('Z') || text.size() <= length) {
    return 0;
  }
  const std::string offset = text.substr(text.size() - length);
  const bool is_offset = (offset[0] == '+' || offset[0] == '-') && has_digits(offset, 1, 2) &&
                         offset[3] == ':' && has_digits(offset, 4, 2);
  const int minutes = is_offset ? number_at(offset, 1, 2) * 60 + number_at(offset, 4, 2) : 0;
  if (!is_offset || number_at(offset, 4, 2) > 59 || minutes >= 24 * 60) {
    return std::nullopt;
  }
  text = text.substr(0, text.size() - length) + "Z";
  return std::int64_t{minutes} * (offset[0] == '-' ? -60 : 60);
}

/// ".25" -> 250000000, "" -> 0.
std::optional<std::int64_t> parse_decimals(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const bool is_number = text.size() >= 2 && text.size() <= 10 && text.front() == '.' &&
                         has_digits(text, 1, text.size());
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

std::optional<Timestamp> parse_moment(std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  constexpr std::size_t longest_seconds = 10;  // until 2286
  if (dot > 0 && dot <= longest_seconds && has_digits(text, 0, dot)) {
    const std::optional<std::int64_t> fraction = parse_decimals(text.substr(dot));
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + dot, seconds);
    return fraction && seconds < last_second
               ? std::optional(Timestamp{seconds * one_second + *fraction})
               : std::nullopt;
  }
  std::string in_zone(text);
  const std::optional<std::int64_t> offset = take_offset(in_zone);
  const std::optional<Timestamp> local = offset ? parse_timestamp(in_zone) : std::nullopt;
  return local ? std::optional(Timestamp{local->nanoseconds - *offset * one_second}) : std::nullopt;
}

}  // namespace loadgate
