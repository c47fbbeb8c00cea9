// SPDX-License-Identifier: Apache-2.0
#include "spec/rule_values.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/units.h"
#include "spec/scalars.h"

namespace loadgate {
namespace {

using Parse = Result<double> (*)(std::string_view);

Result<double> duration_value(std::string_view text) {
  ASSIGN_OR_RETURN(const Nanoseconds duration, parse_duration(text));
  return static_cast<double>(duration.count());
}
Result<double> percent_value(std::string_view text) {
  ASSIGN_OR_RETURN(const Rational percent, parse_percent(text));
  return to_double(percent);
}
Result<double> points_value(std::string_view text) {
  ASSIGN_OR_RETURN(const Rational points, parse_percentage_points(text));
  return to_double(points);
}
Result<double> size_value(std::string_view text) {
  ASSIGN_OR_RETURN(const std::int64_t size, parse_size(text));
  return static_cast<double>(size);
}
Result<double> rate_value(std::string_view text) {
  ASSIGN_OR_RETURN(const Rate rate, parse_rate(text));
  return to_double(rate.per_second);
}
Result<double> count_value(std::string_view text) {
  ASSIGN_OR_RETURN(const std::int64_t count, parse_count(text));
  return static_cast<double>(count);
}

/// How a limit and a least difference of this unit are written.
struct UnitForm {
  Unit unit;
  Parse limit;
  Parse delta;
};
constexpr std::array unit_forms{UnitForm{Unit::nanoseconds, duration_value, duration_value},
                                UnitForm{Unit::fraction, percent_value, points_value},
                                UnitForm{Unit::bytes, size_value, size_value},
                                UnitForm{Unit::per_second, rate_value, rate_value},
                                UnitForm{Unit::count, count_value, count_value}};

const UnitForm& form_of(Unit unit) {
  return *std::ranges::find(unit_forms, unit, &UnitForm::unit);
}

std::optional<double> read_by(const SpecNode& node, Parse parse, Reading& reading) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return std::nullopt;
  }
  const Result<double> value = parse(*text);
  if (!value) {
    reading.fail(node.where, value.error().message, value.error().hint);
    return std::nullopt;
  }
  if (*value < 0) {
    reading.fail(node.where, "'" + *text + "' is negative", "tolerances and limits are not signed");
    return std::nullopt;
  }
  return *value;
}

}  // namespace

std::optional<double> read_limit(const SpecNode& node, const MetricName& metric, Reading& reading) {
  const std::optional<double> limit = read_by(node, form_of(metric.unit).limit, reading);
  if (!limit) {
    return std::nullopt;
  }
  if (metric.unit == Unit::fraction && *limit > 1) {
    reading.fail(node.where, "'" + node.text + "' is above 100%");
    return std::nullopt;
  }
  if (metric.unit != Unit::fraction && *limit == 0) {
    reading.fail(node.where, "the limit is zero", "no run could be judged by it");
    return std::nullopt;
  }
  return limit;
}

std::optional<double> read_tolerance(const SpecNode& node, const MetricName& metric,
                                     std::string_view key, Reading& reading) {
  const bool is_fraction = metric.unit == Unit::fraction;
  const std::string name(metric.name);
  if (node.kind == NodeKind::scalar && is_fraction && node.text.ends_with('%')) {
    reading.fail(
        node.where,
        "'" + name + "' is a percentage itself, so '" + node.text + "' of it is no clear tolerance",
        "write percentage points, such as 0.5pp");
    return std::nullopt;
  }
  if (node.kind == NodeKind::scalar && !is_fraction && node.text.ends_with("pp")) {
    reading.fail(
        node.where,
        "percentage points are for rates; '" + name + "' is compared relative to the baseline",
        "write a percentage, such as 10%");
    return std::nullopt;
  }
  const std::optional<double> tolerance =
      read_by(node, is_fraction ? points_value : percent_value, reading);
  if (tolerance && *tolerance >= 1 && (is_fraction || key == "max_decrease")) {
    reading.fail(node.where, "a tolerance of '" + node.text + "' allows everything",
                 "expected less than " + std::string(is_fraction ? "100pp" : "100%"));
    return std::nullopt;
  }
  return tolerance;
}

std::optional<double> read_delta(const SpecNode& node, const MetricName& metric, Reading& reading) {
  return read_by(node, form_of(metric.unit).delta, reading);
}

}  // namespace loadgate
