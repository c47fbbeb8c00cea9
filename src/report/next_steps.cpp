// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "report/observations.h"
#include "report/outline.h"

namespace loadgate {
namespace {

using Lines = std::vector<Prose>;

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

std::string record_command(const Report& report) {
  return "loadgate baseline record " + shell_word(report.spec_file) + " --runs 8";
}

void add_failure(const Report& report, Lines& lines) {
  if (!report.failure_hint.empty()) {
    lines.push_back({plain(report.failure_hint)});
  }
}

void add_first_baseline(const Report& report, Lines& lines) {
  if (lacks_baseline(report)) {
    lines.push_back({plain("The first baseline: "), command(record_command(report)),
                     plain(" measures eight times and writes "), name(report.baseline_file),
                     plain("; commit that file.")});
  }
}

/// "change the rule at `loadgate.yaml:12`".
void add_acceptance(const Report& report, const Outline& outline, Lines& lines) {
  const auto is_rule = [](const Finding* finding) { return finding->kind != FindingKind::check; };
  const auto first = std::ranges::find_if(outline.failing, is_rule);
  if (first == outline.failing.end()) {
    return;
  }
  const int at = (*first)->where.line;
  Prose line{plain("Fix it; or, if it is meant, accept it where a reviewer sees it: change the "
                   "rule at "),
             name(report.spec_file + (at > 0 ? ":" + std::to_string(at) : ""))};
  if ((*first)->kind == FindingKind::increase) {
    line += {plain(", or the baseline with "), command(record_command(report))};
  }
  line.push_back(plain("."));
  lines.push_back(line);
}

void add_advice(const Report& report, Lines& lines) {
  constexpr std::size_t most = 5;
  std::vector<std::string> given;
  const auto give = [&](const std::string& advice) {
    if (!advice.empty() && given.size() < most && std::ranges::find(given, advice) == given.end()) {
      given.push_back(advice);
    }
  };
  if (report.judgement.trust.trust != Trust::trusted) {
    give(report.judgement.trust.advice);
  }
  for (const Finding& finding : report.judgement.findings) {
    // The first baseline has a line of its own.
    give(finding.state == State::no_baseline ? std::string() : finding.advice);
  }
  for (const std::string& advice : given) {
    lines.push_back({plain(advice + ".")});
  }
}

void add_repeat(const Report& report, Lines& lines) {
  if (report.judgement.verdict != Verdict::pass && !report.run_command.empty()) {
    lines.push_back({plain("Again on your machine: "), command(report.run_command)});
  }
}

}  // namespace

std::vector<Prose> next_steps(const Report& report) {
  Lines lines;
  add_failure(report, lines);
  add_first_baseline(report, lines);
  add_acceptance(report, outline_of(report), lines);
  add_advice(report, lines);
  add_repeat(report, lines);
  return lines;
}

}  // namespace loadgate
