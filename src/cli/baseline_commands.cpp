// SPDX-License-Identifier: Apache-2.0
#include "cli/baseline_commands.h"

#include "base/files.h"
#include "baseline/baseline.h"
#include "baseline/verify.h"
#include "cli/acceptance.h"
#include "cli/judging.h"
#include "cli/probe.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "plan/make_plan.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

constexpr std::uint64_t largest_baseline = 64 << 20;

SpecOptions under_profile(const std::string& profile) {
  SpecOptions options;
  options.profile = profile;
  return options;
}

/// Nothing where the file does not exist; any other trouble is an error.
Result<std::optional<Baseline>> read_present(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) {
    return std::optional<Baseline>();
  }
  ASSIGN_OR_RETURN(const std::string text, read_file(file, largest_baseline));
  ASSIGN_OR_RETURN(Baseline baseline, baseline_from_json(text, file.string()));
  return std::optional<Baseline>(std::move(baseline));
}

/// A baseline file itself, or the one of a spec.
Result<std::filesystem::path> baseline_named(const std::string& file, const std::string& profile) {
  std::filesystem::path path = file;
  if (path.extension() != ".json") {
    ASSIGN_OR_RETURN(const Plan plan, open_plan(file, under_profile(profile)));
    path = beside_spec(plan, plan.spec.baseline.file);
  }
  return path;
}

tl::unexpected<Error> no_baseline_at(const std::filesystem::path& path, const std::string& file,
                                     const std::string& profile) {
  return invalid_input("there is no baseline at '" + path.string() + "'",
                       "make the first one: loadgate baseline record " + file +
                           (profile.empty() ? "" : " --profile " + profile) + " --runs 8");
}

/// A baseline of another load would be compared with nothing that the spec measures.
Result<void> check_same_load(const Plan& plan, const std::string& spec_file,
                             const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.plan.load.digest != plan.digest.load.digest) {
      return invalid_input("a run measured another load than '" + spec_file + "' asks for: " +
                               describe_difference(run.plan.load, plan.digest.load),
                           "measure again with this spec: loadgate run " + spec_file);
    }
  }
  return {};
}

Result<ExitStatus> promote_runs(const Plan& plan, const Promotion& promotion, std::vector<Run> runs,
                                World& world) {
  const std::filesystem::path file = beside_spec(plan, plan.spec.baseline.file);
  ASSIGN_OR_RETURN(const std::optional<Baseline> present, read_present(file));
  RETURN_IF_ERROR(take_demands_of(plan, promotion.spec, runs));
  RETURN_IF_ERROR(check_same_load(plan, promotion.spec, runs));
  RETURN_IF_ERROR(check_acceptance(runs, present, promotion.reason));
  const PromoteOptions options{
      .add = promotion.add,
      .release = promotion.release.empty() ? std::nullopt : std::optional(promotion.release),
      .reason = promotion.reason,
      .max_runs = plan.spec.baseline.max_runs};
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const Baseline baseline, promote(present, runs, options, warnings));
  RETURN_IF_ERROR(write_file(file, baseline_to_json(baseline)));
  for (const std::string& warning : warnings) {
    world.tell("loadgate: warning: " + warning + "\n");
  }
  world.print(describe_baseline(baseline));
  world.print(file.string() + " written; commit it, so that it is reviewed\n");
  return ExitStatus::pass;
}

}  // namespace

Result<ExitStatus> show_baseline(const std::string& file, const std::string& profile,
                                 World& world) {
  ASSIGN_OR_RETURN(const std::filesystem::path path, baseline_named(file, profile));
  ASSIGN_OR_RETURN(const std::optional<Baseline> baseline, read_present(path));
  if (!baseline) {
    return no_baseline_at(path, file, profile);
  }
  world.print(describe_baseline(*baseline));
  return ExitStatus::pass;
}

Result<ExitStatus> verify_baseline(const std::string& file, const std::string& profile,
                                   World& world) {
  ASSIGN_OR_RETURN(const std::filesystem::path path, baseline_named(file, profile));
  ASSIGN_OR_RETURN(const std::optional<Baseline> baseline, read_present(path));
  if (!baseline) {
    return no_baseline_at(path, file, profile);
  }
  ASSIGN_OR_RETURN(const std::string text, read_file(path, largest_baseline));
  std::string mistakes;
  for (const std::string& mistake : mistakes_in(*baseline, text)) {
    mistakes += (mistakes.empty() ? "" : "\n") + path.string() + ": " + mistake;
  }
  if (!mistakes.empty()) {
    return invalid_input(mistakes,
                         "restore it from git, or make it again: loadgate baseline record");
  }
  world.print(path.string() + ": verified (" + std::to_string(baseline->runs.size()) + " runs" +
              (baseline->release ? ", release " + *baseline->release : "") + ", plan " +
              baseline->runs.back().plan.total.substr(0, 12) + ")\n");
  return ExitStatus::pass;
}

Result<ExitStatus> record_baseline(const RecordOptions& options, World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(options.promotion.spec, options.overrides));
  const SignalHold held(world);
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, std::nullopt));
  // Before the load: a present file that cannot be added to should cost no minutes.
  const std::filesystem::path file = beside_spec(plan, plan.spec.baseline.file);
  ASSIGN_OR_RETURN(const std::optional<Baseline> present, read_present(file));
  RETURN_IF_ERROR(check_names(present, plan.spec.name, file.string()));
  RETURN_IF_ERROR(check_file_is_writable(file));
  RETURN_IF_ERROR(
      claim_report_dir(plan.spec.reports.dir, title_of(plan.spec.name, plan.spec.profile)));
  std::vector<Run> runs;
  for (int i = 0; i < options.runs; ++i) {
    world.tell("run " + std::to_string(i + 1) + " of " + std::to_string(options.runs) + "\n");
    ASSIGN_OR_RETURN(Run run,
                     measure(plan, {.overrides = options.overrides}, ci,
                             std::filesystem::path(plan.spec.reports.dir) / "target.log", world));
    if (world.stop != 0) {
      return interrupted_by(world.stop);
    }
    // Kept: what was measured is not lost when a later run or the promotion fails.
    const std::filesystem::path kept = std::filesystem::path(plan.spec.reports.dir) /
                                       ("record-" + std::to_string(i + 1) + ".json");
    RETURN_IF_ERROR(write_file(kept, run_to_json(run)));
    runs.push_back(std::move(run));
  }
  return promote_runs(plan, options.promotion, runs, world);
}

Result<ExitStatus> promote_files(const Promotion& promotion, const std::vector<std::string>& files,
                                 World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(promotion.spec, under_profile(promotion.profile)));
  std::vector<Run> runs;
  for (const std::string& file : files) {
    ASSIGN_OR_RETURN(Run run, read_whole_run(file));
    runs.push_back(std::move(run));
  }
  return promote_runs(plan, promotion, runs, world);
}

}  // namespace loadgate
