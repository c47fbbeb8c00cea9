// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <map>

namespace loadgate {

void add_spec_options(CLI::App& command, SpecOptions& options) {
  command.add_option("--target", options.target,
                     "address to measure instead of the spec's target, mock or start command");
  command.add_option("--var", options.variables, "NAME=VALUE for ${var:NAME}; may be repeated");
  command.add_option("--seed", options.seed, "seed of the plan instead of the spec's");
}

void add_fail_on(CLI::App& command, FailOn& fail_on) {
  const std::map<std::string, FailOn> words{
      {"regression", FailOn::regression}, {"error", FailOn::error}, {"never", FailOn::never}};
  command
      .add_option("--fail-on", fail_on,
                  "regression (default); error: status 0 instead of 1; never: 0 instead of 1 and 3")
      ->transform(CLI::CheckedTransformer(words));
}

void add_ci(CLI::App& command, std::optional<CiHost>& host) {
  const std::map<std::string, CiHost> words{
      {"github", CiHost::github}, {"gitlab", CiHost::gitlab}, {"none", CiHost::none}};
  command
      .add_option_function<CiHost>(
          "--ci", [&host](const CiHost& chosen) { host = chosen; },
          "github, gitlab or none instead of what the environment says")
      ->transform(CLI::CheckedTransformer(words));
}

}  // namespace loadgate
