// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "cli/command.h"
#include "cli/probe.h"
#include "cli/session.h"
#include "cli/shard_options.h"
#include "run/condense.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

struct RunOptions {
  std::string spec;
  SpecOptions overrides;
  ShardOptions shard;
  std::string out;
  std::optional<CiHost> ci;
};

/// Of a paired run it writes that of the old build as well, and gives that of the new one.
Result<Run> measure_for_run(const RunOptions& options, const Plan& plan, const Measurement& wanted,
                            World& world) {
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, options.ci));
  ASSIGN_OR_RETURN(const std::string against, against_of(plan, world, options.overrides));
  const std::filesystem::path log = std::filesystem::path(options.out).parent_path() / "target.log";
  if (against.empty()) {
    return measure(plan, wanted, ci, log, world);
  }
  ASSIGN_OR_RETURN(PairedRun both, measure_pair(plan, wanted, ci, log, world));
  RETURN_IF_ERROR(write_file(base_run_beside(options.out), run_to_json(both.base)));
  return std::move(both.candidate);
}

Result<ExitStatus> run_once(const RunOptions& options, World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(options.spec, options.overrides));
  const SignalHold held(world);
  RETURN_IF_ERROR(check_file_is_writable(options.out));
  ASSIGN_OR_RETURN(const Measurement wanted,
                   measurement_of(options.overrides, options.shard, world));
  ASSIGN_OR_RETURN(const Run run, measure_for_run(options, plan, wanted, world));
  RETURN_IF_ERROR(write_file(options.out, run_to_json(run)));
  world.print(options.out + ": " + format_count(sample_count(run)) + " requests, plan " +
              run.plan.total.substr(0, 12) + (run.profile.empty() ? "" : ", profile ") +
              run.profile + (run.shards.held.empty() ? "" : ", " + describe(run.shards)) + "\n");
  for (const std::string& warning : run.warnings) {
    world.tell("loadgate: warning: " + warning + "\n");
  }
  if (world.stop != 0) {
    return interrupted_by(world.stop);
  }
  if (!run.stopped_by.empty()) {
    world.tell("loadgate: the load was ended early: " + run.stopped_by + "\n");
  }
  const bool is_empty = sample_count(run) == 0 && !is_idle(plan, wanted.share);
  const bool is_measured = !is_empty && run.end != RunEnd::exhausted;
  return is_measured ? ExitStatus::pass : ExitStatus::not_measured;
}

}  // namespace

Action define_run(CLI::App& command) {
  auto options = std::make_shared<RunOptions>(RunOptions{
      .spec = default_spec, .overrides = {}, .shard = {}, .out = "run.json", .ci = std::nullopt});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  command.add_option("--out", options->out, "the run file to write")->capture_default_str();
  add_spec_options(command, options->overrides);
  add_pairing(command, options->overrides);
  add_shard_options(command, options->shard);
  add_ci(command, options->ci);
  return [options](World& world) { return run_once(*options, world); };
}

}  // namespace loadgate
