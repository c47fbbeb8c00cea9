// SPDX-License-Identifier: Apache-2.0
#include "cli/reporting.h"

#include <algorithm>

#include "base/files.h"
#include "cli/probe.h"

namespace loadgate {
Result<void> claim_report_dir(const std::filesystem::path& dir, const std::string& title) {
  RETURN_IF_ERROR(check_folder_is_writable(dir));
  constexpr std::uint64_t largest_result = 64 << 20;
  const std::filesystem::path result_file = dir / "result.json";
  std::error_code error;
  if (!std::filesystem::exists(result_file, error)) {
    return {};
  }
  const Result<std::string> text = read_file(result_file, largest_result);
  const Result<Report> earlier =
      text ? report_from_json(*text, result_file.string()) : tl::make_unexpected(text.error());
  if (earlier && title_of(*earlier) == title) {
    return {};
  }
  if (!earlier) {
    return invalid_input(
        "'" + result_file.string() + "' was not written by this version of loadgate",
        "name another folder with --report-dir, or remove this one");
  }
  return invalid_input(
      "'" + dir.string() + "' holds the report of '" + title_of(*earlier) + "', this is '" + title +
          "'",
      "give each a folder of its own, with reports.dir in the spec or with "
      "--report-dir, or check both specs in one command: loadgate check SPEC SPEC");
}

void remove_reports(const std::filesystem::path& dir) {
  std::error_code ignored;
  for (const Format& format : all_formats()) {
    std::filesystem::remove(dir / format.file_name, ignored);
  }
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
  for (WaiverNote& note : report.judgement.waivers) {
    mask(note.waiver.reason);
    mask(note.waiver.owner);
  }
  if (report.judgement.pairing) {
    mask(report.judgement.pairing->noise_of);
  }
  mask(report.old_build);
  mask(report.description);
  mask(report.run_command);
  mask(report.failure);
  mask(report.failure_hint);
  return report;
}

Result<void> write_reports(const Report& report, const std::vector<std::string>& formats,
                           const std::filesystem::path& dir) {
  std::error_code ignored;
  for (const Format& format : all_formats()) {
    // The result is always there: it is the machine contract, and says whose folder this is.
    const bool is_wanted =
        format.name == "json" || std::ranges::find(formats, format.name) != formats.end();
    if (is_wanted) {
      RETURN_IF_ERROR(write_file(dir / format.file_name, format.render(report)));
    } else {
      std::filesystem::remove(dir / format.file_name, ignored);
    }
  }
  return {};
}

ExitStatus exit_status_for(const Report& report, FailOn fail_on) {
  const auto status = static_cast<ExitStatus>(report.status);
  const bool is_excused = (status == ExitStatus::failed && fail_on != FailOn::regression) ||
                          (status == ExitStatus::undecided && fail_on == FailOn::never);
  return is_excused ? ExitStatus::pass : status;
}

}  // namespace loadgate
