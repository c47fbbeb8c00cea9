// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"
#include "judge/words.h"

namespace loadgate {
namespace {

struct EndRow {
  RunEnd end;
  std::string_view text;
};

constexpr std::array<EndRow, 4> early_ends{{
    {RunEnd::interrupted, "the run was interrupted: only what was measured until then is judged"},
    {RunEnd::target_died,
     "the started service ended during the load (see target.log in the report folder)"},
    {RunEnd::stopped, "the load was stopped early by a condition of stop_when"},
    {RunEnd::exhausted, "the load was stopped early: its budget was used up"},
}};

/// As the finding's change is written: "+10 %", "+0.5 pp".
std::string tolerance_text(const Finding& finding, double tolerance) {
  const double worse = finding.better == Better::higher ? -tolerance : tolerance;
  return finding.unit == Unit::fraction ? format_points(worse) : format_change(worse);
}

/// A change below `min_delta` never fails: said where it allows more than the tolerance does.
bool is_min_delta_wider(const Finding& finding) {
  if (finding.min_delta <= 0 || !finding.tolerance) {
    return false;
  }
  const double base = finding.unit == Unit::fraction ? 1
                      : finding.baseline.has_value() ? finding.baseline->value
                                                     : 0;
  return base > 0 && finding.min_delta > *finding.tolerance * base;
}

/// The word as a POSIX shell reads it back.
std::string shell_word(const std::string& word) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) {
    return word;
  }
  std::string quoted = "'";
  for (const char byte : word) {
    quoted += byte == '\'' ? "'\\''" : std::string(1, byte);
  }
  return quoted + "'";
}

}  // namespace

std::string value_text(double value, Unit unit) {
  if (!std::isfinite(value)) {
    return value > 0 ? "∞" : std::string(no_figure);
  }
  return value_words(value, unit);
}

std::string figure_text(const std::optional<Figure>& figure, Unit unit) {
  if (!figure) {
    return std::string(no_figure);
  }
  return (figure->is_censored ? "≥ " : "") + value_text(figure->value, unit);
}

std::string change_text(const Finding& finding) {
  if (!finding.change || !std::isfinite(finding.change->estimate)) {
    return std::string(no_figure);
  }
  const Change& change = *finding.change;
  return change.is_relative ? format_change(change.estimate) : format_points(change.estimate);
}

bool only_warns(const Finding& finding) {
  return finding.severity == Severity::warn || finding.state == State::warn;
}

std::string allowed_text(const Finding& finding) {
  if (finding.kind == FindingKind::limit && finding.limit) {
    return (finding.better == Better::higher ? "≥ " : "≤ ") +
           value_text(*finding.limit, finding.unit);
  }
  if (!finding.tolerance) {
    return std::string(no_figure);
  }
  const bool is_early_warning =
      finding.state == State::warn && finding.severity == Severity::error && finding.warn_at;
  const std::string tolerance =
      tolerance_text(finding, is_early_warning ? *finding.warn_at : *finding.tolerance);
  return is_min_delta_wider(finding)
             ? tolerance + " or " + value_text(finding.min_delta, finding.unit)
             : tolerance;
}

std::string record_command(const Report& report) {
  const std::string profile =
      report.profile.empty() ? "" : " --profile " + shell_word(report.profile);
  return "loadgate baseline record " + shell_word(report.spec_file) + profile + " --runs 8";
}

std::string_view early_end_text(RunEnd end) {
  const auto* row = std::ranges::find(early_ends, end, &EndRow::end);
  return row == early_ends.end() ? std::string_view{} : row->text;
}

std::string_view short_step(std::string_view full_name) {
  const std::size_t slash = full_name.find('/');
  return slash == std::string_view::npos ? full_name : full_name.substr(slash + 1);
}

std::string quantity_text(std::string_view metric) {
  constexpr std::string_view first = "first_attempt.";
  if (metric.starts_with(first)) {
    return "first attempt " + quantity_text(metric.substr(first.size()));
  }
  const std::size_t dot = metric.find('.');
  const std::string_view name = metric.substr(0, dot);
  const std::string_view suffix =
      dot == std::string_view::npos ? std::string_view{} : metric.substr(dot + 1);
  if (name == "latency" && !suffix.empty()) {
    return std::string(suffix);
  }
  std::string words(name);
  std::ranges::replace(words, '_', ' ');
  if (suffix.empty()) {
    return words;
  }
  if (name == "error_rate") {  // a class of errors
    return words + " (" + std::string(suffix) + ")";
  }
  const bool is_quantile =
      suffix.size() > 1 && suffix[0] == 'p' && suffix[1] >= '0' && suffix[1] <= '9';
  return is_quantile ? words + " " + std::string(suffix) : std::string(suffix) + " " + words;
}

std::string scope_text(const Finding& finding) {
  const std::string data_class = finding.data_class.empty() ? "" : "[" + finding.data_class + "]";
  return finding.step + (finding.step.empty() || data_class.empty() ? "" : " ") + data_class;
}

std::string phase_text(const Finding& finding) {
  return finding.phase + (finding.against.empty() ? "" : " vs " + finding.against);
}

std::string rule_text(const Finding& finding) {
  std::string text = finding.metric;
  for (const std::string& part : {scope_text(finding), phase_text(finding)}) {
    text += part.empty() ? "" : " · " + part;
  }
  return text;
}

}  // namespace loadgate
