// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/ci.h"

namespace CLI {
class App;
}

namespace loadgate {

/// Options that change the spec; they stand in the run file as overrides.
struct SpecOptions {
  std::string target;                  ///< --target URL, empty: the spec's
  std::vector<std::string> variables;  ///< --var NAME=VALUE
  std::optional<std::uint64_t> seed;
  std::string profile;                         ///< --profile NAME, empty: the spec's own load
  std::string against = {};                    ///< --against URL, empty: the spec's
  std::optional<std::uint64_t> run_salt = {};  ///< of a paired run; else by chance
  std::optional<Nanoseconds> shorten = {};     ///< no phase is longer; else as the spec has them
};

enum class FailOn { regression, error, never };

struct CheckOptions {
  std::vector<std::string> specs;
  SpecOptions overrides;
  std::string baseline;  ///< a file, "none", or empty: the spec's
  FailOn fail_on;
  std::optional<CiHost> ci;
  std::vector<std::string> formats;
  std::string report_dir;
  bool verbose;
  std::string confirm = {};  ///< report folder of the job that may have suspected something
};

/// Where a spec is looked for when none is named.
inline constexpr const char* default_spec = "loadgate.yaml";

/// `--target`, `--var`, `--seed`, `--profile`; for commands that send nothing only the plan
/// matters.
void add_spec_options(CLI::App& command, SpecOptions& options);
/// `--against` and `--run-salt`.
void add_pairing(CLI::App& command, SpecOptions& options);
/// Of a command that measures one build: says where two are measured.
void refuse_pairing(CLI::App& command);
/// `--seed` and `--profile`.
void add_plan_options(CLI::App& command, SpecOptions& options);
void add_profile(CLI::App& command, std::string& profile);
void add_formats(CLI::App& command, std::vector<std::string>& formats);
std::vector<std::string> format_names();
void add_fail_on(CLI::App& command, FailOn& fail_on);
void add_ci(CLI::App& command, std::optional<CiHost>& host);

}  // namespace loadgate
