// SPDX-License-Identifier: Apache-2.0
#include "cli/checking.h"

#include <map>

#include "base/files.h"
#include "baseline/store.h"
#include "cli/app.h"
#include "cli/base_demands.h"
#include "cli/confirm.h"
#include "cli/delivery.h"
#include "cli/judging.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "cli/vocabulary.h"
#include "run/run_file.h"
#include "spec/parse.h"

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
  if (!options.overrides.profile.empty()) {
    text += " --profile " + options.overrides.profile;
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
  std::error_code error;
  if (is_named && !ci.is_pull_request && !std::filesystem::exists(options.baseline, error)) {
    return invalid_input("there is no baseline file '" + options.baseline + "'",
                         "correct --baseline, or say --baseline none");
  }
  // In a pull request a file of the repository is read from the base, however it is named: the pull
  // request could have changed it. Elsewhere a file on the command line is meant as it lies there.
  const std::string read_from = ci.is_pull_request && plan.spec.baseline.read_from == "tree"
                                    ? "auto"
                                    : plan.spec.baseline.read_from;
  return read_baseline(
      BaselineRequest{.file = is_named ? std::filesystem::path(options.baseline)
                                       : beside_spec(plan, plan.spec.baseline.file),
                      .read_from = is_named && !ci.is_pull_request ? "tree" : read_from,
                      .base = ci.base_commit,
                      .is_pull_request = ci.is_pull_request});
}

std::filesystem::path report_dir_of(const Plan& plan, const CheckOptions& options) {
  const std::filesystem::path dir =
      options.report_dir.empty() ? plan.spec.reports.dir : options.report_dir;
  return options.specs.size() > 1 ? dir / plan.spec.name : dir;
}

/// Everything that a check writes by name, before the load: whatever becomes of it, no report of an
/// earlier run is taken for its own.
void remove_earlier(const std::filesystem::path& dir) {
  std::error_code ignored;
  remove_reports(dir);
  std::filesystem::remove(dir / "gl-code-quality.json", ignored);
  std::filesystem::remove(dir / "run.json", ignored);
}

/// What is judged: the run, or why there is none; with `--confirm` the first job's run before it,
/// or that alone where nothing in it was suspect.
struct Candidate {
  std::vector<Run> runs;
  std::optional<Error> failure;
  bool is_measured;
};

/// A failure is judged and reported too, as a run without samples.
Result<Candidate> measure_or_explain(const Plan& plan, const SpecOptions& overrides,
                                     const CiContext& ci, const std::filesystem::path& dir,
                                     World& world) {
  remove_earlier(dir);
  Result<Run> run = measure(plan, {.overrides = overrides}, ci, dir / "target.log", world);
  const bool is_there = run.has_value();
  if (!is_there && run.error().kind != ErrorKind::cannot_measure) {
    return tl::make_unexpected(std::move(run).error());
  }
  Candidate candidate{
      .runs = {is_there ? std::move(*run) : run_without_samples(plan, overrides, ci, world)},
      .failure = std::nullopt,
      .is_measured = true};
  if (!is_there) {
    candidate.failure = std::move(run).error();
  }
  Run& measured = candidate.runs.front();
  measured.before = demands_at_base(plan, ci, measured.warnings);
  return candidate;
}

/// Where a candidate is measured, and what it is compared with.
struct CheckPlace {
  const CiContext& ci;
  const BaselineSource& source;
  std::filesystem::path dir;  ///< of the reports
};

Result<Candidate> find_candidate(const Plan& plan, const CheckOptions& options,
                                 const CheckPlace& place, World& world) {
  if (options.confirm.empty()) {
    return measure_or_explain(plan, options.overrides, place.ci, place.dir, world);
  }
  const bool is_one = options.specs.size() == 1;
  ASSIGN_OR_RETURN(
      Run first,
      read_first_run(plan, is_one ? options.confirm : options.confirm + "/" + plan.spec.name));
  first.before = demands_at_base(plan, place.ci, first.warnings);
  if (!is_any_suspect(first, place.source.baseline)) {
    world.tell("nothing was suspect in the first job: it is not measured again\n");
    return Candidate{.runs = {std::move(first)}, .failure = std::nullopt, .is_measured = false};
  }
  ASSIGN_OR_RETURN(Candidate candidate,
                   measure_or_explain(plan, options.overrides, place.ci, place.dir, world));
  if (!candidate.failure) {
    RETURN_IF_ERROR(write_file(place.dir / "run-first.json", run_to_json(first)));
    candidate.runs.insert(candidate.runs.begin(), std::move(first));
  }
  return candidate;
}

/// The small ones first: where the disk gets full, the result is there.
Result<void> write_files(const Candidate& candidate, const Report& report,
                         const std::vector<std::string>& formats,
                         const std::filesystem::path& dir) {
  RETURN_IF_ERROR(write_reports(report, formats, dir));
  return candidate.failure ? Result<void>()
                           : write_file(dir / "run.json", run_to_json(candidate.runs.back()));
}

/// Two specs of one name would write their reports over each other's. A spec that cannot be read is
/// told of when its turn comes.
Result<void> check_distinct_names(const CheckOptions& options) {
  std::map<std::string, std::string> file_of;
  for (const std::string& file : options.specs) {
    const Result<Spec> spec = read_spec(file, full_vocabulary());
    const auto [known, is_new] = file_of.emplace(spec ? spec->name : file, file);
    if (!is_new) {
      return invalid_input(
          "'" + known->second + "' and '" + file + "' have the same name, '" + known->first + "'",
          "give each spec a `name:` of its own; baselines and reports go by it");
    }
  }
  return {};
}

/// What one spec came to.
struct Checked {
  Report report;
  std::filesystem::path dir;
  ExitStatus status;
};

/// Judging the new build as if it had been measured alone would waste what the old one showed.
Result<void> refuse_pair(const Plan& plan, const CheckOptions& options, const World& world) {
  ASSIGN_OR_RETURN(const std::string against, against_of(plan, world, options.overrides));
  if (against.empty()) {
    return {};
  }
  return invalid_input(
      "two builds are measured, but not judged yet: 'target.against' is " + against,
      "measure both with loadgate run, or leave 'against' empty for check");
}

Result<Checked> check_one(const std::string& spec, const CheckOptions& options, const CiContext& ci,
                          World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(spec, options.overrides));
  RETURN_IF_ERROR(refuse_pair(plan, options, world));
  const SignalHold held(world);
  const std::filesystem::path dir = report_dir_of(plan, options);
  RETURN_IF_ERROR(claim_report_dir(dir, title_of(plan.spec.name, plan.spec.profile)));

  // Before the load: a baseline that cannot be read should cost no minutes.
  ASSIGN_OR_RETURN(const BaselineSource source, find_baseline(plan, options, ci));
  RETURN_IF_ERROR(check_names(source.baseline, plan.spec.name, source.described));

  ASSIGN_OR_RETURN(const Candidate candidate,
                   find_candidate(plan, options, {.ci = ci, .source = source, .dir = dir}, world));
  Report report =
      judged_report(candidate.runs, source, candidate.failure, command_of(options, spec));
  report.description = plan.spec.description;
  report = masked(std::move(report), world.secrets);
  const std::vector<std::string>& formats =
      options.formats.empty() ? plan.spec.reports.formats : options.formats;
  // First of all: whatever happens to the files, the verdict has been said.
  print_report(report, options.verbose, world);
  ExitStatus status =
      world.stop != 0 ? interrupted_by(world.stop) : exit_status_for(report, options.fail_on);
  if (const Result<void> written = write_files(candidate, report, formats, dir)) {
    world.print("  reports in " + dir.string() + "\n");
  } else {
    tell_error(world, written.error());
    status = without_reports(status, written.error());
  }
  return Checked{.report = std::move(report), .dir = dir, .status = status};
}

}  // namespace

Result<ExitStatus> check_all(const CheckOptions& given, World& world) {
  CheckOptions options = given;
  if (options.specs.empty()) {
    options.specs.emplace_back(default_spec);
  }
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, options.ci));
  ExitStatus status = ExitStatus::pass;
  RETURN_IF_ERROR(check_distinct_names(options));
  CiDelivery delivery(ci, world);
  for (const std::string& spec : options.specs) {
    Result<Checked> one = check_one(spec, options, ci, world);
    if (one) {
      delivery.add(std::move(one->report), one->dir);
    } else {
      tell_error(world, one.error());  // the specs after it are still checked
      delivery.add(one.error(), spec);
    }
    status = worse(status, one ? one->status : status_of(one.error()));
    if (world.stop != 0) {
      status = interrupted_by(world.stop);
      break;
    }
  }
  delivery.finish(status);
  return status;
}

}  // namespace loadgate
