// SPDX-License-Identifier: Apache-2.0
#include "cli/masked_log.h"
#include "cli/progress.h"
#include "cli/provenance.h"
#include "cli/session.h"

namespace loadgate {

Result<Run> measure(Plan plan, const SpecOptions& overrides, const CiContext& ci,
                    const std::filesystem::path& output_dir, World& world) {
  ASSIGN_OR_RETURN(const Outside outside, outside_of(world, overrides));
  // Before anything is started: the output of target.start may show them.
  RETURN_IF_ERROR(learn_secrets(plan.spec, outside, world.secrets));
  const std::filesystem::path directory = std::filesystem::path(plan.spec.file).parent_path();
  Provenance provenance = provenance_of(overrides, ci, directory, world);
  const MaskedLog log(output_dir / "target.log", world.secrets);
  ASSIGN_OR_RETURN(const OpenTarget target, open_target(plan, outside, log.file(), world));
  const std::unique_ptr<ProgressListener> progress = make_progress(world);
  ASSIGN_OR_RETURN(Run run, execute(LoadContext{.plan = plan,
                                                .outside = outside,
                                                .target_url = target.url,
                                                .secrets = world.secrets,
                                                .progress = *progress,
                                                .stop = world.stop}));
  provenance.ended_at = wall_clock_now();
  run.provenance = std::move(provenance);
  run.testbed = detect_testbed(ci.runner_label);
  return run;
}

}  // namespace loadgate
