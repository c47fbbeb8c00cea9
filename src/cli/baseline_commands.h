// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/world.h"

namespace loadgate {

struct Promotion {
  std::string spec;
  std::string profile;
  bool add;
  std::string release;
  std::string reason;
};

struct RecordOptions {
  Promotion promotion;
  SpecOptions overrides;
  int runs;
};

Result<ExitStatus> show_baseline(const std::string& file, const std::string& profile, World& world);
Result<ExitStatus> verify_baseline(const std::string& file, const std::string& profile,
                                   World& world);
Result<ExitStatus> record_baseline(const RecordOptions& options, World& world);
Result<ExitStatus> promote_files(const Promotion& promotion, const std::vector<std::string>& files,
                                 World& world);

}  // namespace loadgate
