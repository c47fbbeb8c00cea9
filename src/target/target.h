// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/process.h"
#include "base/result.h"
#include "spec/spec.h"

namespace loadgate {

/// The service under test while it is ours to run: a child process of `target.start`. Stopped when
/// the value ends.
struct StartedTarget {
  ChildProcess process;
  std::filesystem::path output_file;
};

/// `target.start`, resolved.
struct TargetToStart {
  StartCommand command;
  std::map<std::string, std::string> environment;
  std::string url;                  ///< the target's address
  std::filesystem::path directory;  ///< the spec's folder
  std::filesystem::path output_file;
  const Secrets& secrets;  ///< masked in its output as it is written
};

/// Starts the command and waits until it is ready (an answer below 500 to `ready`; a TCP connection
/// for https and without `ready`), or `within` has passed, or it has ended, or `should_stop` says
/// so. Failure: cannot_measure with the last 20 lines of its output, masked; the whole output stays
/// in `output_file`. Also refused: a service that is ready before the start.
Result<StartedTarget> start_target(const TargetToStart& target,
                                   const std::function<bool()>& should_stop);

}  // namespace loadgate
