// SPDX-License-Identifier: Apache-2.0
#include "judge/words.h"

#include <array>

#include "base/units.h"

namespace loadgate {
namespace {

struct UnitWords {
  Unit unit;
  std::string (*format)(double value);
};

constexpr std::array<UnitWords, 5> unit_words{{
    {Unit::nanoseconds, format_duration},
    {Unit::fraction, format_percent},
    {Unit::bytes, format_size},
    {Unit::per_second, format_rate},
    {Unit::count, format_number},
}};

}  // namespace

std::string value_words(double value, Unit unit) {
  for (const UnitWords& row : unit_words) {
    if (row.unit == unit) {
      return row.format(value);
    }
  }
  return format_number(value);
}

std::string figure_words(const Figure& figure, Unit unit) {
  return (figure.is_censored ? "at least " : "") + value_words(figure.value, unit);
}

std::string change_words(const Change& change, double value) {
  return change.is_relative ? format_change(value) : format_points(value);
}

std::string record_command(const Run& run, const std::string& options) {
  const std::string profile = run.profile.empty() ? "" : " --profile " + run.profile;
  return "loadgate baseline record " + run.spec_file + profile + " " + options;
}

std::string count_words(std::size_t count, std::string_view singular) {
  return format_count(count) + " " + std::string(singular) + (count == 1 ? "" : "s");
}

}  // namespace loadgate
