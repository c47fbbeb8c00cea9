// SPDX-License-Identifier: Apache-2.0
#include "run/merge.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/files.h"
#include "base/units.h"
#include "cli/command.h"
#include "cli/session.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

struct MergeOptions {
  std::vector<std::string> files;
  std::string out;
  bool partial;
};

Result<void> check_out(const MergeOptions& options) {
  std::error_code ignored;
  for (const std::string& file : options.files) {
    if (std::filesystem::equivalent(file, options.out, ignored)) {
      return invalid_input("--out " + options.out + " is one of the files to merge",
                           "name another file, so that no shard is lost");
    }
  }
  return {};
}

Result<void> check_missing(const Shards& shards) {
  const std::vector<std::uint32_t> missing = missing_shards(shards);
  if (missing.empty()) {
    return {};
  }
  std::string list;
  for (const std::uint32_t index : missing) {
    list += (list.empty() ? "" : ", ") + std::to_string(index);
  }
  return invalid_input(
      (missing.size() == 1 ? "shard " + list + " is" : "shards " + list + " are") + " missing of " +
          std::to_string(shards.count) + ", counted from 0",
      "without them the load was not what the plan says; give their files too, or --partial to "
      "merge the rest later");
}

Result<ExitStatus> merge(const MergeOptions& options, World& world) {
  RETURN_IF_ERROR(check_out(options));
  std::vector<ShardFile> shards;
  for (const std::string& file : options.files) {
    ASSIGN_OR_RETURN(Run run, read_run(file));
    shards.push_back({.file = file, .run = std::move(run)});
  }
  ASSIGN_OR_RETURN(const std::uint64_t most, samples_to_keep(world));
  ASSIGN_OR_RETURN(const Run run, merge_runs(std::move(shards), most));
  if (!options.partial) {
    RETURN_IF_ERROR(check_missing(run.shards));
  }
  RETURN_IF_ERROR(write_file(options.out, run_to_json(run)));
  world.print(options.out + ": " + format_count(sample_count(run)) + " requests, plan " +
              run.plan.total.substr(0, 12) +
              (run.shards.held.empty() ? "" : ", " + describe(run.shards)) + "\n");
  for (const std::string& warning : run.warnings) {
    world.tell("loadgate: warning: " + warning + "\n");
  }
  return ExitStatus::pass;
}

}  // namespace

Action define_merge(CLI::App& command) {
  auto options =
      std::make_shared<MergeOptions>(MergeOptions{.files = {}, .out = {}, .partial = false});
  command.add_option("runs", options->files, "run files of all shards")->required();
  command.add_option("--out", options->out, "the run file to write")->required();
  command.add_flag("--partial", options->partial,
                   "some shards are missing; the result is to be merged with them later");
  return [options](World& world) { return merge(*options, world); };
}

}  // namespace loadgate
