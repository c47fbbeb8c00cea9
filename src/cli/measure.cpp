// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <random>
#include <utility>

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
  const bool is_ours = !run.pairing || run.pairing->arm == Arm::candidate;
  if (is_ours && status && run.end == RunEnd::complete) {
    run.end = RunEnd::target_died;
    run.warnings.push_back(
        "the service that target.start started ended during the load, with status " +
        std::to_string(*status) + "; its output is in " + target.started->output_file.string());
  }
}

// Short enough to be typed again.
std::uint64_t salt_of(const SpecOptions& overrides) {
  std::random_device source;
  return overrides.run_salt ? *overrides.run_salt : std::uint64_t{source()};
}

/// Which commit the old build is of nobody has told us; where it was, we know.
void tell_apart(const std::string& address, Run& base) {
  base.provenance.commit.clear();
  base.provenance.ref.clear();
  base.provenance.overrides["target"] = address;
}

/// From what is to be measured to whole runs with their provenance.
class Measuring {
 public:
  Measuring(Plan plan, const Measurement& wanted, const CiContext& ci, World& world)
      : plan_(std::move(plan)), wanted_(wanted), ci_(ci), world_(world) {}

  /// `load` executes the plan, and gives runs of which `all_of` names each one.
  template <typename Load, typename AllOf>
  auto measure(const std::filesystem::path& log_file, Load load, AllOf all_of)
      -> decltype(load(std::declval<const LoadContext&>())) {
    ASSIGN_OR_RETURN(const Outside outside, outside_of(world_, wanted_.overrides));
    ASSIGN_OR_RETURN(const std::uint64_t most, samples_to_keep(world_));
    // Before anything is started: the output of target.start may show them.
    RETURN_IF_ERROR(learn_secrets(plan_.spec, outside, world_.secrets));
    const auto directory = std::filesystem::path(plan_.spec.file).parent_path();
    provenance_ = provenance_of(wanted_.overrides, ci_, directory, world_);
    const MaskedLog log(log_file, world_.secrets);
    ASSIGN_OR_RETURN(OpenTargets target, open_targets(plan_, outside, log.file(), world_));
    const std::unique_ptr<ProgressListener> progress = make_progress(world_);
    ASSIGN_OR_RETURN(auto measured, load(LoadContext{.plan = plan_,
                                                     .outside = outside,
                                                     .target_urls = target.urls,
                                                     .secrets = world_.secrets,
                                                     .progress = *progress,
                                                     .stop = world_.stop,
                                                     .share = wanted_.share,
                                                     .start_at = wanted_.start_at,
                                                     .most_samples = most,
                                                     .leave = world_.leave}));
    for (Run* run : all_of(measured)) {
      note_early_end(target, *run);
      complete(*run);
    }
    return measured;
  }

 private:
  void complete(Run& run) const {
    const Timestamp started_at = run.provenance.started_at;
    run.provenance = provenance_;
    run.provenance.started_at = started_at;
    run.provenance.ended_at = wall_clock_now();
    for (ShardPart& part : run.shards.held) {
      part.job = run.provenance.job;
    }
    run.testbed = detect_testbed(ci_.runner_label);
  }

  Plan plan_;
  const Measurement& wanted_;
  const CiContext& ci_;
  World& world_;
  Provenance provenance_{};
};

}  // namespace

Result<Run> measure(Plan plan, const Measurement& wanted, const CiContext& ci,
                    const std::filesystem::path& log_file, World& world) {
  return Measuring(std::move(plan), wanted, ci, world)
      .measure(
          log_file, [](const LoadContext& context) { return execute(context); },
          [](Run& run) { return std::array{&run}; });
}

Result<PairedRun> measure_pair(Plan plan, const Measurement& wanted, const CiContext& ci,
                               const std::filesystem::path& log_file, World& world) {
  if (wanted.share.count > 1) {
    return invalid_input("a paired run cannot be divided into shards",
                         "leave out --shard, or measure the builds one after the other");
  }
  ASSIGN_OR_RETURN(const std::string address, against_of(plan, world, wanted.overrides));
  PairedLoad paired{
      .base_urls = {}, .run_salt = salt_of(wanted.overrides), .undecided = wanted.undecided};
  Result<PairedRun> runs = Measuring(std::move(plan), wanted, ci, world)
                               .measure(
                                   log_file,
                                   [&](const LoadContext& context) {
                                     paired.base_urls = context.target_urls;
                                     paired.base_urls.front() = address;
                                     return execute_paired(context, paired);
                                   },
                                   [](PairedRun& both) {
                                     return std::array{&both.base, &both.candidate};
                                   });
  if (runs) {
    // Now: what is secret in it was learned on the way.
    tell_apart(world.secrets.mask(address), runs->base);
  }
  return runs;
}

}  // namespace loadgate
