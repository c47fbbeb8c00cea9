// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "cli/exit_status.h"
#include "cli/world.h"

namespace CLI {
class App;
}

namespace loadgate {

/// What a command does once its options have been read.
using Action = std::function<Result<ExitStatus>(World&)>;

/// One row of the table of commands (cli/app.cpp). `define` adds the options and returns the
/// action; what the options are read into belongs to the action.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view examples;
  Action (*define)(CLI::App& command);
};

Action define_check(CLI::App& command);
Action define_run(CLI::App& command);
Action define_compare(CLI::App& command);
Action define_merge(CLI::App& command);
Action define_report(CLI::App& command);
Action define_plan(CLI::App& command);
Action define_try(CLI::App& command);
Action define_validate(CLI::App& command);
Action define_baseline(CLI::App& command);
Action define_calibrate(CLI::App& command);
Action define_selftest(CLI::App& command);
Action define_mock(CLI::App& command);
Action define_completion(CLI::App& command);

std::span<const Command> all_commands();

}  // namespace loadgate
