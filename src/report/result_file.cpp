// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "report/result_fields.h"
#include "run/json_text.h"

namespace loadgate {
namespace {

constexpr std::size_t largest_result = 5'000'000;
constexpr std::size_t largest_accepted = 16'000'000;

std::string written_whole(const Report& report) {
  nlohmann::json tree;
  JsonWriter fields(tree);
  fields("schema", std::string(result_schema_name));
  JsonFields<Report>::visit(fields, report);
  return canonical_json(tree);
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

/// Indices that the formats follow, and columns that belong together.
void check_result(const Report& report, const JsonReader& fields) {
  const bool is_known = std::ranges::all_of(report.errors, [&](const ErrorExample& error) {
    return error.step < report.steps.size() && error.phase < report.phase_names.size();
  });
  if (!is_known) {
    fields.member("errors").fail("one names a step or phase that does not exist");
  }
}

}  // namespace

SecondColumns columns_from(const std::vector<SecondRow>& rows) {
  SecondColumns columns{};
  for (const SecondRow& row : rows) {
    columns.second.push_back(row.second);
    columns.started.push_back(row.started);
    columns.errors.push_back(row.errors);
    columns.p95.push_back(row.p95);
  }
  return columns;
}

std::vector<SecondRow> rows_from(const SecondColumns& columns) {
  const std::size_t count = std::min(
      {columns.second.size(), columns.started.size(), columns.errors.size(), columns.p95.size()});
  std::vector<SecondRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.push_back(SecondRow{.second = columns.second[i],
                             .started = columns.started[i],
                             .errors = columns.errors[i],
                             .p95 = columns.p95[i]});
  }
  return rows;
}

std::string render_json(const Report& report) {
  std::string text = written_whole(report);
  if (text.size() <= largest_result) {
    return text;
  }
  Report smaller = report;
  for (const Reduction& reduction : reductions) {
    reduction.apply(smaller);
    smaller.warnings.push_back("result.json is at most 5 MB: " + std::string(reduction.left_out) +
                               " were left out");
    text = written_whole(smaller);
    if (text.size() <= largest_result) {
      break;
    }
  }
  return text;
}

Result<Report> report_from_json(std::string_view json, std::string_view file) {
  const std::string place = printable(file, 400);
  if (json.size() > largest_accepted) {
    return invalid_input(place + ": larger than 16 MB, which no result.json is");
  }
  ASSIGN_OR_RETURN(const nlohmann::json tree, parse_json_file(json, place, result_schema_name));
  std::optional<Error> mistake;
  JsonReader fields(tree, "", place, mistake);
  Report report{};
  JsonFields<Report>::visit(fields, report);
  if (!mistake) {
    check_result(report, fields);
  }
  if (mistake) {
    mistake->hint = "take the result.json of the report folder again";
    return tl::make_unexpected(*mistake);
  }
  return report;
}

}  // namespace loadgate
