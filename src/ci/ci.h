// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/report.h"

namespace loadgate {

enum class CiHost { none, github, gitlab };

/// Where we run, from the environment alone (and the event file that it names).
struct CiContext {
  CiHost host;
  bool is_pull_request;
  std::optional<std::string> base_commit;  ///< of the pull or merge request, merge group included
  std::string commit;
  std::string ref;
  /// "github/<run id>/<attempt>/<job>/<matrix index>" (LOADGATE_JOB_INDEX; where it is unset the
  /// machine's RUNNER_NAME), "gitlab/<job id>"; empty: none.
  std::string job;
  std::string run_url;
  /// A name for machines of one kind: LOADGATE_RUNNER_LABEL, else ImageOS-RUNNER_ARCH or
  /// self-hosted-RUNNER_OS-RUNNER_ARCH on GitHub, the sorted CI_RUNNER_TAGS on GitLab.
  std::string runner_label;
  std::string workspace;  ///< annotations name files relative to it
};

/// `event` is the text of GITHUB_EVENT_PATH's file, empty if there is none: hostile, so a wrong
/// form is an error of invalid_input and never a guess.
Result<CiContext> detect_ci(const std::map<std::string, std::string>& environment,
                            std::string_view event, std::optional<CiHost> forced);

/// `::add-mask::` lines for the secrets, before anything else is printed.
std::string github_masks(const std::vector<std::string>& secrets);
/// At most 9 a level and one roll-up over all reports of the step, less the `errors_before` that
/// the step has annotated already. A `spec_file` should be relative to the workspace.
std::string github_annotations(std::span<const Report> reports, std::size_t errors_before = 0);
std::string github_annotations(const Report& report);
/// An error that ends the command, at the first `file:line:column: message` that it names, else at
/// `fallback_file` (which may be empty).
std::string github_error_annotation(const Error& error, std::string_view fallback_file);
/// Text for GITHUB_OUTPUT: the worst verdict (`error` where the status is 2 or 5), exit-code,
/// regressions, improvements, checks-total, report-dir, and of a single report its files; with
/// heredoc delimiters from `delimiter` (random, the caller's). `status` is the process's own.
std::string github_outputs(std::span<const Report> reports, std::string_view report_dir, int status,
                           std::string_view delimiter);
std::string github_outputs(const Report& report, std::string_view report_dir,
                           std::string_view delimiter);
/// Where no spec was judged: verdict `error` and exit-code.
std::string github_error_outputs(int status, std::string_view delimiter);
/// The Markdown report within 900 KB, whole sections left out with a word.
std::string github_summary(const Report& report);
/// gl-code-quality.json.
std::string gitlab_code_quality(const Report& report);

/// For any line that goes to a CI log: `##[` and leading `::` cannot start a command any more.
std::string neutralise_commands(std::string_view text);

}  // namespace loadgate
