// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ci/ci.h"
#include "cli/exit_status.h"
#include "cli/world.h"
#include "report/report.h"

namespace loadgate {

/// Hands one command's reports to the CI: files of GitLab as they come, annotations, outputs and
/// step summary of GitHub once at the end, because its limits count for the whole step. What cannot
/// be delivered is a warning, never a changed verdict.
class CiDelivery {
 public:
  CiDelivery(const CiContext& ci, World& world) : ci_(ci), world_(world) {}
  void add(Report report, const std::filesystem::path& dir);
  void add(const Error& error, const std::string& spec_file);
  void finish(ExitStatus status);

 private:
  void finish_github(ExitStatus status);
  void warn(const Result<void>& result) const;

  const CiContext& ci_;
  World& world_;
  std::vector<Report> reports_;
  std::filesystem::path dir_;  // of the one report, or the folder that holds them all
  std::string error_annotations_;
  std::size_t errors_ = 0;
};

}  // namespace loadgate
