// SPDX-License-Identifier: Apache-2.0
#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>

#include "cli/command.h"
#include "cli/usage_error.h"

namespace loadgate {
namespace {

constexpr std::array command_rows{
    Command{"check", "measure, compare with the baseline, report, exit with the verdict",
            "loadgate check loadgate.yaml\n"
            "  loadgate check loadgate.yaml --target http://127.0.0.1:8080 --fail-on never",
            define_check},
    Command{"run", "measure only: write a run file", "loadgate run loadgate.yaml --out run.json",
            define_run},
    Command{"compare", "judge recorded runs, without load",
            "loadgate compare --spec loadgate.yaml --baseline baselines/checkout.json run.json\n"
            "  loadgate compare before.json after.json",
            define_compare},
    Command{"merge", "put the shards of one plan together into one run",
            "loadgate run --shard 0/3 --out run-0.json  # and 1/3, 2/3 on other machines\n"
            "  loadgate merge run-0.json run-1.json run-2.json --out run.json",
            define_merge},
    Command{"report", "render a recorded result again, or a run's samples as CSV",
            "loadgate report loadgate-report/result.json --format markdown\n"
            "  loadgate report loadgate-report/run.json --format csv --out samples.csv",
            define_report},
    Command{"plan", "show what would be sent", "loadgate plan loadgate.yaml", define_plan},
    Command{"try", "one pass of each scenario, shown request by request",
            "loadgate try loadgate.yaml --scenario buy", define_try},
    Command{"validate", "check a spec, without sending anything",
            "loadgate validate loadgate.yaml\n  loadgate validate --schema > loadgate.schema.json",
            define_validate},
    Command{"baseline", "show, record or promote the runs to compare with",
            "loadgate baseline record loadgate.yaml --runs 8\n"
            "  loadgate baseline promote --spec loadgate.yaml --add run.json",
            define_baseline},
    Command{"calibrate", "measure again and again with nothing changed: the runner's own noise",
            "loadgate calibrate loadgate.yaml\n"
            "  loadgate calibrate loadgate.yaml --runs 10 --for 15m --write calibration.json",
            define_calibrate},
    Command{"selftest", "slow down and break the target through a proxy: each rule has to trip",
            "loadgate selftest loadgate.yaml\n"
            "  loadgate selftest loadgate.yaml --shorten 5s --baseline none",
            define_selftest},
    Command{"mock", "serve the built-in mock API", "loadgate mock mock.yaml", define_mock},
    Command{"completion", "print completions for a shell",
            "loadgate completion bash > /etc/bash_completion.d/loadgate\n"
            "  loadgate completion fish > ~/.config/fish/completions/loadgate.fish",
            define_completion},
};

constexpr std::string_view footer =
    "Exit status: 0 pass, 1 failed, 2 invalid input, 3 undecided, 4 could not measure,\n"
    "5 internal error, 129/130/143 interrupted.";

ExitStatus run_action(const Action& action, World& world) {
  const Result<ExitStatus> status = action(world);
  if (!status) {
    tell_error(world, status.error());
    return world.stop != 0 ? interrupted_by(world.stop) : status_of(status.error());
  }
  return *status;
}

/// CLI11's own codes (104, 106, 109 …) are no part of docs/exit-status.md.
ExitStatus after_parse_error(const CLI::App& app, const CLI::ParseError& error,
                             const World& world) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    world.print(dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr
                    ? std::string(error.what()) + "\n"
                    : app.help());
    return ExitStatus::pass;
  }
  tell_error(world, usage_error(app, error.what()));
  return ExitStatus::invalid;
}

}  // namespace

std::span<const Command> all_commands() {
  return command_rows;
}

void tell_error(const World& world, const Error& error) {
  world.tell("loadgate: " + error.message + "\n");
  if (!error.hint.empty()) {
    world.tell("hint: " + error.hint + "\n");
  }
}

ExitStatus run_app(const std::vector<std::string>& arguments, World& world) {
  CLI::App app("A performance gate for APIs: load, comparison with a baseline, verdict.",
               "loadgate");
  app.set_version_flag("--version", "loadgate " LOADGATE_VERSION);
  app.require_subcommand(1);
  app.footer(std::string(footer));
  Action chosen;
  for (const Command& row : command_rows) {
    CLI::App& command = *app.add_subcommand(std::string(row.name), std::string(row.summary));
    command.footer("Examples:\n  " + std::string(row.examples));
    command.callback([&chosen, action = row.define(command)] { chosen = action; });
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);  // CLI11 takes them last first
  } catch (const CLI::ParseError& error) {
    return after_parse_error(app, error, world);
  }
  try {
    return run_action(chosen, world);
  } catch (const std::exception& error) {
    tell_error(world, Error{ErrorKind::internal, std::string("internal error: ") + error.what(),
                            "please report it with the spec and the command"});
    return ExitStatus::internal_error;
  }
}

}  // namespace loadgate
