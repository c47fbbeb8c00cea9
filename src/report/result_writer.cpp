// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/result_fields.h"
#include "report/result_names.h"

namespace loadgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_result = 5'000'000;

/// The archive that writes: `fields(writer, value)` fills `object`.
struct ResultWriter {
  Json object = Json::object();

  template <typename T>
  void operator()(std::string_view key, const T& value) {
    object[std::string(key)] = written(value);
  }

  static Json written(const std::string& value) { return value; }
  static Json written(bool value) { return value; }
  template <std::integral T>
  static Json written(T value) {
    return value;
  }

  /// JSON knows no infinity; a censored comparison may have one.
  static Json written(double value) {
    if (std::isnan(value)) {
      return "nan";
    }
    return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf");
  }

  template <typename T>
    requires std::is_enum_v<T>
  static Json written(T value) {
    return std::string(name_in(names_of(T{}), value));
  }

  template <typename T>
    requires std::is_class_v<T>
  static Json written(const T& value) {
    ResultWriter writer;
    fields(writer, value);
    return std::move(writer.object);
  }

  template <typename T>
  static Json written(const std::optional<T>& value) {
    return value ? written(*value) : Json(nullptr);
  }

  template <typename T>
  static Json written(const std::vector<T>& list) {
    Json array = Json::array();
    for (const T& value : list) {
      array.push_back(written(value));
    }
    return array;
  }

  template <typename First, typename Second>
  static Json written(const std::pair<First, Second>& pair) {
    return Json::array({written(pair.first), written(pair.second)});
  }

  template <typename Key, typename T>
  static Json written(const std::map<Key, T>& map) {
    Json members = Json::object();
    for (const auto& [key, value] : map) {
      members[key_text(key)] = written(value);
    }
    return members;
  }

  static std::string key_text(const std::string& key) { return key; }
  static std::string key_text(Statistic key) { return std::string(name_of(key)); }

  template <typename T>
  static std::string_view name_in(const Names<T>& names, T value) {
    const auto found = std::ranges::find(names, value, &Named<T>::value);
    return found == names.end() ? std::string_view("unknown") : found->name;
  }
};

bool has_containers(const Json& value) {
  return std::ranges::any_of(value, [](const Json& child) { return child.is_structured(); });
}

std::string compact(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One line for each element down to a finding or a scope: a person can read it and a diff shows
/// what changed, without the size that a line for each number would cost.
std::string laid_out(const Json& value, std::size_t depth) {
  constexpr std::size_t deepest = 3;
  if (!value.is_structured() || !has_containers(value) || depth == deepest) {
    return compact(value);
  }
  const std::string indent(2 * (depth + 1), ' ');
  std::string text;
  for (const auto& [key, child] : value.items()) {
    text += (text.empty() ? "\n" : ",\n") + indent;
    text += value.is_object() ? compact(Json(key)) + ": " : "";
    text += laid_out(child, depth + 1);
  }
  text += "\n" + std::string(2 * depth, ' ');
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

std::string written_whole(const Report& report) {
  ResultWriter writer;
  writer("schema", std::string(result_schema_name));
  fields(writer, report);
  return laid_out(writer.object, 0) + "\n";
}

void drop_histograms(ScopeFigures& scope) {
  for (auto& [metric, figures] : scope.distributions) {
    figures.histogram.clear();
  }
}

void drop_baseline_histograms(Report& report) {
  for (ScopeSummary& scope : report.scopes) {
    if (scope.baseline) {
      drop_histograms(*scope.baseline);
    }
  }
}

void drop_all_histograms(Report& report) {
  for (ScopeSummary& scope : report.scopes) {
    drop_histograms(scope.now);
  }
}

void drop_seconds(Report& report) {
  report.seconds.clear();
}

void drop_scopes(Report& report) {
  report.scopes.clear();
}

/// What is left out, in this order, until the file is small enough. Never a finding.
struct Reduction {
  std::string_view left_out;
  void (*apply)(Report& report);
};
constexpr std::array<Reduction, 4> reductions{{
    {"the baseline's histograms", drop_baseline_histograms},
    {"the histograms", drop_all_histograms},
    {"the one-second series", drop_seconds},
    {"the figures of each step", drop_scopes},
}};

}  // namespace

std::string render_json(const Report& report) {
  std::string text = written_whole(report);
  Report smaller = report;
  for (const Reduction& reduction : reductions) {
    if (text.size() <= largest_result) {
      break;
    }
    reduction.apply(smaller);
    smaller.warnings.push_back("result.json is at most 5 MB: " + std::string(reduction.left_out) +
                               " were left out");
    text = written_whole(smaller);
  }
  return text;
}

}  // namespace loadgate
