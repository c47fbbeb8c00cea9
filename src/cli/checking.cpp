// SPDX-License-Identifier: Apache-2.0
#include "cli/checking.h"

#include "base/files.h"
#include "baseline/store.h"
#include "cli/app.h"
#include "cli/judging.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

std::string command_of(const CheckOptions& options, const std::string& spec) {
  std::string text = "loadgate check " + spec;
  if (!options.overrides.target.empty()) {
    text += " --target " + options.overrides.target;
  }
  if (options.overrides.seed) {
    text += " --seed " + std::to_string(*options.overrides.seed);
  }
  return text;
}

Result<BaselineSource> find_baseline(const Plan& plan, const CheckOptions& options,
                                     const CiContext& ci) {
  if (options.baseline == "none") {
    return BaselineSource{.baseline = std::nullopt,
                          .described = "none (--baseline none)",
                          .commit = {},
                          .changed_in_tree = false};
  }
  const bool is_named = !options.baseline.empty();
  return read_baseline(
      BaselineRequest{.file = is_named ? std::filesystem::path(options.baseline)
                                       : beside_spec(plan, plan.spec.baseline.file),
                      // A file on the command line is meant as it lies there.
                      .read_from = is_named ? "tree" : plan.spec.baseline.read_from,
                      .base = ci.base_commit,
                      .is_pull_request = ci.is_pull_request});
}

std::filesystem::path report_dir_of(const Plan& plan, const CheckOptions& options) {
  const std::filesystem::path dir =
      options.report_dir.empty() ? plan.spec.reports.dir : options.report_dir;
  return options.specs.size() > 1 ? dir / plan.spec.name : dir;
}

/// A run, or why there is none: that is judged and reported too, as a run without samples.
struct Measured {
  Run run;
  std::optional<Error> failure;
};

Result<Measured> measure_or_explain(const Plan& plan, const SpecOptions& overrides,
                                    const CiContext& ci, const std::filesystem::path& dir,
                                    World& world) {
  Result<Run> run = measure(plan, overrides, ci, dir, world);
  if (run) {
    return Measured{.run = std::move(*run), .failure = std::nullopt};
  }
  if (run.error().kind != ErrorKind::cannot_measure) {
    return tl::make_unexpected(std::move(run).error());
  }
  return Measured{.run = run_without_samples(plan, overrides, ci, world),
                  .failure = std::move(run).error()};
}

Result<ExitStatus> check_one(const std::string& spec, const CheckOptions& options, World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(spec, options.overrides));
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, options.ci));
  const std::filesystem::path dir = report_dir_of(plan, options);
  RETURN_IF_ERROR(claim_report_dir(dir, plan.spec.name));

  // Before the load: a baseline that cannot be read should cost no minutes.
  ASSIGN_OR_RETURN(const BaselineSource source, find_baseline(plan, options, ci));
  RETURN_IF_ERROR(check_names(source.baseline, plan.spec.name, source.described));

  ASSIGN_OR_RETURN(const Measured measured,
                   measure_or_explain(plan, options.overrides, ci, dir, world));
  const auto& [run, failure] = measured;
  if (!failure) {
    RETURN_IF_ERROR(write_file(dir / "run.json", run_to_json(run)));
  }
  const Report report =
      masked(judged_report({run}, source, failure, command_of(options, spec)), world.secrets);
  const std::vector<std::string>& formats =
      options.formats.empty() ? plan.spec.reports.formats : options.formats;
  RETURN_IF_ERROR(write_reports(report, formats, dir));
  if (ci.host == CiHost::github) {
    world.out << github_masks(world.secrets.values());
  }
  print_report(report, options.verbose, world);
  world.print("  reports in " + dir.string() + "\n");
  tell_ci(report, ci, dir, world);
  if (world.stop != 0) {
    return interrupted_by(world.stop);
  }
  return exit_status_for(report, options.fail_on);
}

}  // namespace

Result<ExitStatus> check_all(const CheckOptions& options, World& world) {
  CheckOptions chosen = options;
  if (chosen.specs.empty()) {
    chosen.specs.emplace_back(default_spec);
  }
  ExitStatus status = ExitStatus::pass;
  for (const std::string& spec : chosen.specs) {
    Result<ExitStatus> one = check_one(spec, chosen, world);
    if (!one) {
      tell_error(world, one.error());  // the specs after it are still checked
    }
    status = worse(status, one ? *one : status_of(one.error()));
    if (world.stop != 0) {
      return interrupted_by(world.stop);
    }
  }
  return status;
}

}  // namespace loadgate
