// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace loadgate {

struct ProcessOutput {
  int status;          ///< exit status; 128 + signal if one ended it
  std::string output;  ///< standard output, at most 64 MiB
  std::string errors;  ///< standard error, at most 64 KiB
};

/// Runs a program (found on PATH) to its end without a shell; killed after `timeout`.
Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, Nanoseconds timeout);

/// A child that runs beside us in a process group of its own, standard output and error going to
/// one file. Stopped when the value ends: SIGTERM to the group, after five seconds SIGKILL.
class ChildProcess {
 public:
  /// `command` goes to `/bin/sh -c` in `directory`; `environment` is added to our own.
  static Result<ChildProcess> start(const std::string& command,
                                    const std::filesystem::path& directory,
                                    const std::map<std::string, std::string>& environment,
                                    const std::filesystem::path& output_file);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// Its exit status if it has ended, without waiting.
  std::optional<int> ended();
  void stop();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  std::optional<int> status_;
};

}  // namespace loadgate
