// SPDX-License-Identifier: Apache-2.0
#include "cli/reporting.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/files.h"
#include "cli/app.h"

namespace loadgate {
namespace {

void warn(const World& world, const Result<void>& result) {
  if (!result) {
    world.tell("loadgate: warning: " + result.error().message + " (the verdict stands)\n");
  }
}

/// Random, so that no text from a server can end a heredoc of GITHUB_OUTPUT.
std::string random_delimiter() {
  std::random_device source;
  return fmt::format("loadgate_{:08x}{:08x}{:08x}{:08x}", source(), source(), source(), source());
}

void tell_github(const Report& report, const std::filesystem::path& dir, World& world) {
  world.out << github_annotations(report) << std::flush;  // commands: print() would defuse them
  if (const std::string file = world.variable("GITHUB_OUTPUT"); !file.empty()) {
    warn(world, append_file(file, github_outputs(report, dir.string(), random_delimiter())));
  }
  if (const std::string file = world.variable("GITHUB_STEP_SUMMARY"); !file.empty()) {
    warn(world, append_file(file, github_summary(report)));
  }
}

void tell_gitlab(const Report& report, const std::filesystem::path& dir, World& world) {
  warn(world, write_file(dir / "gl-code-quality.json", gitlab_code_quality(report)));
}

}  // namespace

Result<void> claim_report_dir(const std::filesystem::path& dir, const std::string& spec_name) {
  constexpr std::uint64_t largest_result = 64 << 20;
  const std::filesystem::path result_file = dir / "result.json";
  std::error_code error;
  if (!std::filesystem::exists(result_file, error)) {
    return {};
  }
  const Result<std::string> text = read_file(result_file, largest_result);
  const Result<Report> earlier =
      text ? report_from_json(*text, result_file.string()) : tl::make_unexpected(text.error());
  if (earlier && earlier->spec_name == spec_name) {
    return {};
  }
  return invalid_input(
      earlier ? "'" + dir.string() + "' holds the report of '" + earlier->spec_name +
                    "', this is '" + spec_name + "'"
              : "'" + result_file.string() + "' was not written by this version of loadgate",
      "name another folder with --report-dir, or remove this one");
}

Report masked(Report report, const Secrets& secrets) {
  const auto mask = [&secrets](std::string& text) { text = secrets.mask(text); };
  for (Finding& finding : report.judgement.findings) {
    mask(finding.reason);
    mask(finding.advice);
  }
  for (ErrorExample& example : report.errors) {
    mask(example.detail);
  }
  for (std::vector<std::string>* texts :
       {&report.warnings, &report.judgement.warnings, &report.judgement.trust.reasons}) {
    std::ranges::for_each(*texts, mask);
  }
  mask(report.run_command);
  mask(report.failure);
  mask(report.failure_hint);
  return report;
}

Result<void> write_reports(const Report& report, const std::vector<std::string>& formats,
                           const std::filesystem::path& dir) {
  for (const std::string& name : formats) {
    const Format* format = find_format(name);
    if (format == nullptr) {
      return invalid_input("unknown format '" + name + "'");
    }
    RETURN_IF_ERROR(write_file(dir / format->file_name, format->render(report)));
  }
  return {};
}

void tell_ci(const Report& report, const CiContext& ci, const std::filesystem::path& dir,
             World& world) {
  switch (ci.host) {
    case CiHost::none:
      return;
    case CiHost::github:
      return tell_github(report, dir, world);
    case CiHost::gitlab:
      return tell_gitlab(report, dir, world);
  }
}

ExitStatus exit_status_for(const Report& report, FailOn fail_on) {
  const auto status = static_cast<ExitStatus>(report.status);
  const bool is_excused = (status == ExitStatus::failed && fail_on != FailOn::regression) ||
                          (status == ExitStatus::undecided && fail_on == FailOn::never);
  return is_excused ? ExitStatus::pass : status;
}

}  // namespace loadgate
