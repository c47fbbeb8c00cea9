// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <map>

#include "report/report.h"

namespace loadgate {
namespace {

// Exact in every reader of JSON.
constexpr std::uint64_t largest_salt = std::uint64_t{1} << 53U;

}  // namespace

void add_pairing(CLI::App& command, SpecOptions& options) {
  command.add_option("--against", options.against,
                     "address of the old build: both get the same load in turn");
  command
      .add_option("--run-salt", options.run_salt,
                  "repeats the order of an earlier paired run; else it is by chance")
      ->check(CLI::Range(std::uint64_t{0}, largest_salt));
}

void refuse_pairing(CLI::App& command) {
  command
      .add_option_function<std::string>(
          "--against", [](const std::string&) {}, "not here: `check` and `run` measure two builds")
      ->check([](const std::string&) {
        return std::string("two builds are measured by loadgate check and loadgate run");
      })
      ->group("");
}

void add_profile(CLI::App& command, std::string& profile) {
  command.add_option("--profile", profile, "the load of this profile instead of the spec's own");
}

void add_plan_options(CLI::App& command, SpecOptions& options) {
  command.add_option("--seed", options.seed, "seed of the plan instead of the spec's");
  add_profile(command, options.profile);
}

void add_spec_options(CLI::App& command, SpecOptions& options) {
  command.add_option("--target", options.target,
                     "address to measure instead of the spec's target, mock or start command");
  command.add_option("--var", options.variables, "NAME=VALUE for ${var:NAME}; may be repeated")
      ->allow_extra_args(false);
  add_plan_options(command, options);
}

void add_formats(CLI::App& command, std::vector<std::string>& formats) {
  command.add_option("--format", formats, "report format; may be repeated")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(format_names()));
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : all_formats()) {
    names.emplace_back(format.name);
  }
  return names;
}

void add_fail_on(CLI::App& command, FailOn& fail_on) {
  static const std::map<std::string, FailOn> words{
      {"regression", FailOn::regression}, {"error", FailOn::error}, {"never", FailOn::never}};
  command
      .add_option_function<std::string>(
          "--fail-on", [&fail_on](const std::string& word) { fail_on = words.at(word); },
          "regression (default); error: status 0 instead of 1; never: 0 instead of 1 and 3")
      ->check(CLI::IsMember({"regression", "error", "never"}));
}

void add_ci(CLI::App& command, std::optional<CiHost>& host) {
  static const std::map<std::string, CiHost> words{
      {"github", CiHost::github}, {"gitlab", CiHost::gitlab}, {"none", CiHost::none}};
  command
      .add_option_function<std::string>(
          "--ci", [&host](const std::string& word) { host = words.at(word); },
          "github, gitlab or none instead of what the environment says")
      ->check(CLI::IsMember({"github", "gitlab", "none"}));
}

}  // namespace loadgate
