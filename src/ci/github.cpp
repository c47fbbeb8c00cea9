// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

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
/// GitHub's own limit is 1 MiB, and above it nothing at all is shown.
constexpr std::size_t largest_summary = 900'000;

struct Annotation {
  const Report* report;
  AnnotationLevel level;
  int line;  ///< 0: the whole file
  std::string message;
};

void add_annotations(const Report& report, std::vector<Annotation>& annotations) {
  const auto add = [&](AnnotationLevel level, int line, std::string message) {
    annotations.push_back({&report, level, line, std::move(message)});
  };
  const bool is_measured = report.judgement.verdict != Verdict::not_measured;
  if (!is_measured || !report.failure.empty()) {
    add(AnnotationLevel::error, 0, headline(report));
  }
  if (report.judgement.trust.trust == Trust::untrusted && is_measured) {
    for (const std::string& reason : report.judgement.trust.reasons) {
      add(AnnotationLevel::warning, 0, "not to be trusted: " + reason);
    }
  }
  for (const Finding& finding : report.judgement.findings) {
    add(look_of(finding).annotation, finding.where.line, sentence(finding));
  }
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

std::string command_of(std::string_view level, const Annotation& annotation) {
  const Report& report = *annotation.report;
  return workflow_command(
      level,
      {{"file", neutralise_commands(spec_path(report.spec_file))},
       {"line", annotation.line > 0 ? std::to_string(annotation.line) : ""},
       {"title", neutralise_commands(printable("loadgate: " + title_of(report), longest_title))}},
      neutralise_commands(printable(annotation.message, longest_message)));
}

std::string commands_of(const std::vector<Annotation>& annotations, const LevelCommand& level,
                        std::size_t most) {
  std::string text;
  std::size_t count = 0;
  const Report* first_hidden = nullptr;
  for (const Annotation& annotation : annotations) {
    if (annotation.level != level.level) {
      continue;
    }
    if (++count <= most) {
      text += command_of(level.command, annotation);
    } else if (first_hidden == nullptr) {
      first_hidden = annotation.report;
    }
  }
  if (first_hidden != nullptr) {
    const std::string rest = count_words(count - most, "more " + std::string(level.command));
    text += command_of(level.command, {first_hidden, level.level, 0,
                                       "and " + rest + ": all are in the step summary"});
  }
  return text;
}

}  // namespace

std::string github_masks(const std::vector<std::string>& secrets) {
  std::string text;
  for (const std::string& secret : secrets) {
    text += secret.empty() ? "" : workflow_command("add-mask", {}, secret);
  }
  return text;
}

std::string github_annotations(std::span<const Report> reports, std::size_t errors_before) {
  std::vector<Annotation> annotations;
  for (const Report& report : reports) {
    add_annotations(report, annotations);
  }
  std::string text;
  for (const LevelCommand& level : levels) {
    const std::size_t taken = level.level == AnnotationLevel::error ? errors_before : 0;
    text += commands_of(annotations, level, most_of_a_level - std::min(taken, most_of_a_level));
  }
  return text;
}

std::string github_annotations(const Report& report) {
  return github_annotations(std::span(&report, 1));
}

std::string github_summary(const Report& report) {
  return markdown_within(report, largest_summary);
}

}  // namespace loadgate
