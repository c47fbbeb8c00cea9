// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secrets.h"
#include "base/units.h"

namespace loadgate {

struct ProcessOutput {
  int status;          ///< exit status; 128 + signal if one ended it
  std::string output;  ///< standard output, at most 64 MiB
  std::string errors;  ///< standard error, at most 64 KiB
};

/// Runs a program (found on PATH) to its end without a shell; killed after `timeout`.
Result<ProcessOutput> run_process(const std::vector<std::string>& arguments, Nanoseconds timeout);

class MaskedPipe;

/// A child that runs beside us in a process group of its own, standard output and error going to
/// one file, masked. Stopped when the value ends, and when this process does, however it ends:
/// SIGTERM to the group, after five seconds SIGKILL.
class ChildProcess {
 public:
  /// `command` goes to `/bin/sh -c` in `directory`; `environment` is added to our own.
  static Result<ChildProcess> start(const std::string& command,
                                    const std::filesystem::path& directory,
                                    const std::map<std::string, std::string>& environment,
                                    const std::filesystem::path& output_file,
                                    const Secrets& secrets);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// Its exit status if it has ended, without waiting.
  std::optional<int> ended();
  /// Waits until the lines that it has written by now are in the file.
  void settle_output();
  void stop();

 private:
  ChildProcess(pid_t pid, std::unique_ptr<MaskedPipe> output);
  void guard();
  void end_guard();

  pid_t pid_;
  pid_t guard_ = -1;
  int lifeline_ = -1;  // the guard holds the other end
  std::unique_ptr<MaskedPipe> output_;
  std::optional<int> status_;
};

}  // namespace loadgate
