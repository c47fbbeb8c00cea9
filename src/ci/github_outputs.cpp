// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "base/encoding.h"
#include "ci/ci.h"
#include "judge/states.h"

namespace loadgate {
namespace {

using Outputs = std::vector<std::pair<std::string_view, std::string>>;

/// Beside the names of the verdicts: there is none, because the spec or loadgate itself is wrong.
constexpr std::string_view no_verdict = "error";

/// Heredoc form: the only one in which a value cannot add an output of its own. A value with the
/// delimiter in it would, so it is left out.
std::string output(std::string_view name, std::string_view value, std::string_view delimiter) {
  const std::string line = printable(value, 4096);
  if (line.find(delimiter) != std::string::npos) {
    return {};
  }
  return std::string(name) + "<<" + std::string(delimiter) + "\n" + line + "\n" +
         std::string(delimiter) + "\n";
}

std::string text_of(const Outputs& outputs, std::string_view delimiter) {
  std::string text;
  for (const auto& [name, value] : outputs) {
    text += output(name, value, delimiter);
  }
  return text;
}

std::string file_of(std::string_view report_dir, std::string_view format) {
  return (std::filesystem::path(report_dir) / find_format(format)->file_name).string();
}

template <typename Predicate>
std::string count_of(std::span<const Report> reports, Predicate predicate) {
  std::ptrdiff_t count = 0;
  for (const Report& report : reports) {
    count += std::ranges::count_if(report.judgement.findings, predicate);
  }
  return std::to_string(count);
}

/// A spec that could not be judged at all leaves no verdict for the others to speak for it.
std::string verdict_text(std::span<const Report> reports, int status) {
  constexpr int invalid_input = 2;
  constexpr int internal_error = 5;
  if (reports.empty() || status == invalid_input || status == internal_error) {
    return std::string(no_verdict);
  }
  Verdict worst = Verdict::pass;
  for (const Report& report : reports) {
    worst = std::max(worst, report.judgement.verdict);
  }
  return std::string(describe(worst).name);
}

}  // namespace

std::string github_outputs(std::span<const Report> reports, std::string_view report_dir, int status,
                           std::string_view delimiter) {
  Outputs outputs{
      {"verdict", verdict_text(reports, status)},
      {"exit-code", std::to_string(status)},
      {"regressions",
       count_of(reports, [](const Finding& f) { return f.blocks == Blocks::regression; })},
      {"improvements",
       count_of(reports, [](const Finding& f) { return f.state == State::improved; })},
      {"checks-total", count_of(reports, [](const Finding&) { return true; })},
      {"report-dir", std::string(report_dir)}};
  // Several specs have a folder each below it, so there is no one file to name.
  if (reports.size() == 1) {
    outputs.insert(outputs.end(), {{"report-markdown", file_of(report_dir, "markdown")},
                                   {"report-junit", file_of(report_dir, "junit")},
                                   {"report-json", file_of(report_dir, "json")}});
  }
  return text_of(outputs, delimiter);
}

std::string github_outputs(const Report& report, std::string_view report_dir,
                           std::string_view delimiter) {
  return github_outputs(std::span(&report, 1), report_dir, report.status, delimiter);
}

std::string github_error_outputs(int status, std::string_view delimiter) {
  return text_of({{"verdict", std::string(no_verdict)}, {"exit-code", std::to_string(status)}},
                 delimiter);
}

}  // namespace loadgate
