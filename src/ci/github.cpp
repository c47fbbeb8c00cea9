// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>

#include "base/encoding.h"
#include "ci/ci.h"
#include "ci/spec_path.h"
#include "ci/workflow_commands.h"
#include "judge/states.h"
#include "judge/words.h"
#include "report/markdown.h"

namespace loadgate {
namespace {

/// GitHub shows ten of a level for a step and drops the rest in silence.
constexpr std::size_t most_of_a_level = 9;
constexpr std::size_t longest_title = 110;  // room for "…" and for what is neutralised
constexpr std::size_t longest_message = 1000;
/// GitHub's own limit is 1 MiB, and above it nothing at all is shown.
constexpr std::size_t largest_summary = 900'000;

struct Annotation {
  AnnotationLevel level;
  int line;  ///< 0: the whole file
  std::string message;
};

std::vector<Annotation> annotations_of(const Report& report) {
  std::vector<Annotation> annotations;
  const bool is_measured = report.judgement.verdict != Verdict::not_measured;
  if (!is_measured || !report.failure.empty()) {
    annotations.push_back({AnnotationLevel::error, 0, headline(report)});
  }
  if (report.judgement.trust.trust == Trust::untrusted && is_measured) {
    for (const std::string& reason : report.judgement.trust.reasons) {
      annotations.push_back({AnnotationLevel::warning, 0, "not to be trusted: " + reason});
    }
  }
  for (const Finding& finding : report.judgement.findings) {
    annotations.push_back({look_of(finding).annotation, finding.where.line, sentence(finding)});
  }
  return annotations;
}

struct LevelCommand {
  AnnotationLevel level;
  std::string_view command;
};
constexpr std::array<LevelCommand, 3> levels{{
    {AnnotationLevel::error, "error"},
    {AnnotationLevel::warning, "warning"},
    {AnnotationLevel::notice, "notice"},
}};

std::string command_of(const Report& report, std::string_view level, const Annotation& annotation) {
  return workflow_command(
      level,
      {{"file", neutralise_commands(spec_path(report))},
       {"line", annotation.line > 0 ? std::to_string(annotation.line) : ""},
       {"title", neutralise_commands(printable("loadgate: " + report.spec_name, longest_title))}},
      neutralise_commands(printable(annotation.message, longest_message)));
}

std::string commands_of(const Report& report, const std::vector<Annotation>& annotations,
                        const LevelCommand& level) {
  std::string text;
  std::size_t count = 0;
  for (const Annotation& annotation : annotations) {
    if (annotation.level == level.level && ++count <= most_of_a_level) {
      text += command_of(report, level.command, annotation);
    }
  }
  if (count > most_of_a_level) {
    const std::string rest =
        count_words(count - most_of_a_level, "more " + std::string(level.command));
    text += command_of(report, level.command,
                       {level.level, 0, "and " + rest + ": all are in the step summary"});
  }
  return text;
}

template <typename Predicate>
std::string count_of(const Report& report, Predicate predicate) {
  return std::to_string(std::ranges::count_if(report.judgement.findings, predicate));
}

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

std::string file_of(std::string_view report_dir, std::string_view format) {
  return (std::filesystem::path(report_dir) / find_format(format)->file_name).string();
}

}  // namespace

std::string github_masks(const std::vector<std::string>& secrets) {
  std::string text;
  for (const std::string& secret : secrets) {
    text += secret.empty() ? "" : workflow_command("add-mask", {}, secret);
  }
  return text;
}

std::string github_annotations(const Report& report) {
  const std::vector<Annotation> annotations = annotations_of(report);
  std::string text;
  for (const LevelCommand& level : levels) {
    text += commands_of(report, annotations, level);
  }
  return text;
}

std::string github_outputs(const Report& report, std::string_view report_dir,
                           std::string_view delimiter) {
  const std::vector<std::pair<std::string_view, std::string>> outputs{
      {"verdict", std::string(describe(report.judgement.verdict).name)},
      {"exit-code", std::to_string(report.status)},
      {"regressions",
       count_of(report, [](const Finding& f) { return f.blocks == Blocks::regression; })},
      {"improvements",
       count_of(report, [](const Finding& f) { return f.state == State::improved; })},
      {"checks-total", std::to_string(report.judgement.findings.size())},
      {"report-dir", std::string(report_dir)},
      {"report-markdown", file_of(report_dir, "markdown")},
      {"report-junit", file_of(report_dir, "junit")},
      {"report-json", file_of(report_dir, "json")}};
  std::string text;
  for (const auto& [name, value] : outputs) {
    text += output(name, value, delimiter);
  }
  return text;
}

std::string github_summary(const Report& report) {
  return markdown_within(report, largest_summary);
}

}  // namespace loadgate
