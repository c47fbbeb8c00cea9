// SPDX-License-Identifier: Apache-2.0
#include "cli/masked_log.h"
#include "cli/progress.h"
#include "cli/provenance.h"
#include "cli/session.h"

namespace loadgate {
namespace {

/// A service of ours that ended by itself under the load explains every error after it.
void note_early_end(OpenTargets& target, Run& run) {
  const std::optional<int> status =
      target.started ? target.started->process.ended() : std::optional<int>();
  if (status && run.end == RunEnd::complete) {
    run.end = RunEnd::target_died;
    run.warnings.push_back(
        "the service that target.start started ended during the load, with status " +
        std::to_string(*status) + "; its output is in " + target.started->output_file.string());
  }
}

}  // namespace

Result<Run> measure(Plan plan, const Measurement& wanted, const CiContext& ci,
                    const std::filesystem::path& log_file, World& world) {
  ASSIGN_OR_RETURN(const Outside outside, outside_of(world, wanted.overrides));
  ASSIGN_OR_RETURN(const std::uint64_t most, samples_to_keep(world));
  // Before anything is started: the output of target.start may show them.
  RETURN_IF_ERROR(learn_secrets(plan.spec, outside, world.secrets));
  const std::filesystem::path directory = std::filesystem::path(plan.spec.file).parent_path();
  Provenance provenance = provenance_of(wanted.overrides, ci, directory, world);
  const MaskedLog log(log_file, world.secrets);
  ASSIGN_OR_RETURN(OpenTargets target, open_targets(plan, outside, log.file(), world));
  const std::unique_ptr<ProgressListener> progress = make_progress(world);
  ASSIGN_OR_RETURN(Run run, execute(LoadContext{.plan = plan,
                                                .outside = outside,
                                                .target_urls = target.urls,
                                                .secrets = world.secrets,
                                                .progress = *progress,
                                                .stop = world.stop,
                                                .share = wanted.share,
                                                .start_at = wanted.start_at,
                                                .most_samples = most,
                                                .leave = world.leave}));
  note_early_end(target, run);
  provenance.started_at = run.provenance.started_at;
  provenance.ended_at = wall_clock_now();
  for (ShardPart& part : run.shards.held) {
    part.job = provenance.job;
  }
  run.provenance = std::move(provenance);
  run.testbed = detect_testbed(ci.runner_label);
  return run;
}

}  // namespace loadgate
