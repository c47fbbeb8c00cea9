// SPDX-License-Identifier: Apache-2.0
#include "cli/provenance.h"

#include <unistd.h>

#include <chrono>

#include "base/process.h"

namespace loadgate {
namespace {

/// A fact from git, empty outside of a repository.
std::string ask_git(const std::filesystem::path& directory, std::vector<std::string> question) {
  const std::string folder = directory.empty() ? "." : directory.string();
  std::vector<std::string> arguments{"git", "-C", folder, "-c", "safe.directory=*"};
  arguments.insert(arguments.end(), question.begin(), question.end());
  const Result<ProcessOutput> answer = run_process(arguments, std::chrono::seconds(10));
  if (!answer || answer->status != 0) {
    return {};
  }
  return answer->output.substr(0, answer->output.find('\n'));
}

/// Outside of a CI each process is a job of its own.
std::string process_name(const World& world) {
  const Timestamp now = wall_clock_now();
  return "process/" + std::to_string(::getpid()) + "/" + std::to_string(now.nanoseconds) +
         (world.variable("HOSTNAME").empty() ? "" : "/" + world.variable("HOSTNAME"));
}

std::map<std::string, std::string> overrides_of(const SpecOptions& options, const World& world) {
  std::map<std::string, std::string> overrides;
  if (!options.target.empty()) {
    overrides["target"] = world.secrets.mask(options.target);
  }
  if (!options.against.empty()) {
    overrides["against"] = world.secrets.mask(options.against);
  }
  if (options.seed) {
    overrides["seed"] = std::to_string(*options.seed);
  }
  for (const std::string& text : options.variables) {
    // The value may be anything, a password too: that it was given is what a reader must know.
    overrides["var." + text.substr(0, text.find('='))] = "given";
  }
  return overrides;
}

}  // namespace

Timestamp wall_clock_now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp{std::chrono::duration_cast<Nanoseconds>(since_epoch).count()};
}

Provenance provenance_of(const SpecOptions& overrides, const CiContext& ci,
                         const std::filesystem::path& directory, const World& world) {
  // One job for each process: repeats inside of it share its machine and its moment.
  static const std::string process = process_name(world);
  const Timestamp now = wall_clock_now();
  return Provenance{
      .commit = ci.commit.empty() ? ask_git(directory, {"rev-parse", "HEAD"}) : ci.commit,
      .ref = ci.ref.empty() ? ask_git(directory, {"rev-parse", "--abbrev-ref", "HEAD"}) : ci.ref,
      .job = ci.job.empty() ? process : ci.job,
      .run_url = ci.run_url,
      .tool_version = LOADGATE_VERSION,
      .started_at = now,
      .ended_at = now,
      .overrides = overrides_of(overrides, world)};
}

}  // namespace loadgate
