// SPDX-License-Identifier: Apache-2.0
#include "cli/delivery.h"

#include <fmt/format.h>

#include <ostream>
#include <random>

#include "base/files.h"

namespace loadgate {
namespace {

/// Random, so that no text from a server can end a heredoc of GITHUB_OUTPUT.
std::string random_delimiter() {
  std::random_device source;
  return fmt::format("loadgate_{:08x}{:08x}{:08x}{:08x}", source(), source(), source(), source());
}

}  // namespace

void CiDelivery::add(Report report, const std::filesystem::path& dir) {
  if (ci_.host == CiHost::gitlab) {
    warn(write_file(dir / "gl-code-quality.json", gitlab_code_quality(report)));
  }
  dir_ = reports_.empty() ? dir : dir.parent_path();
  reports_.push_back(std::move(report));
}

void CiDelivery::add(const Error& error, const std::string& spec_file) {
  error_annotations_ += github_error_annotation(error, spec_file);
  ++errors_;
}

void CiDelivery::finish(ExitStatus status) {
  if (ci_.host == CiHost::github) {
    finish_github(status);
  }
}

void CiDelivery::finish_github(ExitStatus status) {
  // print() would defuse the commands; the texts are escaped where they are made.
  world_.out << github_masks(world_.secrets.values())
             << world_.secrets.mask(error_annotations_ + github_annotations(reports_, errors_))
             << std::flush;
  const int number = static_cast<int>(status);
  const std::string outputs =
      reports_.empty() ? github_error_outputs(number, random_delimiter())
                       : github_outputs(reports_, dir_.string(), number, random_delimiter());
  if (const std::string file = world_.variable("GITHUB_OUTPUT"); !file.empty()) {
    warn(append_file(file, outputs));
  }
  if (const std::string file = world_.variable("GITHUB_STEP_SUMMARY"); !file.empty()) {
    for (const Report& report : reports_) {
      warn(append_file(file, github_summary(report)));
    }
  }
}

void CiDelivery::warn(const Result<void>& result) const {
  if (!result) {
    world_.tell("loadgate: warning: " + result.error().message + " (the verdict stands)\n");
  }
}

}  // namespace loadgate
