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
#include "judge/judgement.h"
#include "judge/words.h"
#include "run/run_file.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

/// To repeat it: of a paired run with the order in which the builds had their turns.
std::string command_of(const CheckOptions& options, const std::string& spec, const Run& run) {
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
  if (!options.overrides.against.empty()) {
    text += " --against " + options.overrides.against;
  }
  if (run.pairing) {
    text += " --run-salt " + std::to_string(run.pairing->run_salt);
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
  for (const std::filesystem::path& run : {dir / "run.json", base_run_beside(dir / "run.json")}) {
    std::filesystem::remove(run, ignored);
  }
}

/// What is judged: the run, or why there is none; with `--confirm` the first job's run before it,
/// or that alone where nothing in it was suspect.
struct Candidate {
  std::vector<Run> runs;
  std::optional<Error> failure;
  bool is_measured;
  std::optional<Run> old_build = {};  ///< in paired mode
};

/// Where a candidate is measured, and what it is compared with.
struct CheckPlace {
  const CiContext& ci;
  const BaselineSource& source;
  std::filesystem::path dir;  ///< of the reports
};

/// A spec without an old build, or both builds in turn: with more looks while the gate is
/// undecided.
Result<Candidate> measure_wanted(const Plan& plan, const SpecOptions& overrides,
                                 const CheckPlace& place, World& world) {
  const std::filesystem::path log_file = place.dir / "target.log";
  ASSIGN_OR_RETURN(const std::string against, against_of(plan, world, overrides));
  Measurement wanted{.overrides = overrides};
  if (against.empty()) {
    ASSIGN_OR_RETURN(Run run, measure(plan, wanted, place.ci, log_file, world));
    return Candidate{.runs = {std::move(run)}, .failure = std::nullopt, .is_measured = true};
  }
  wanted.undecided = [&](const PairedRun& so_far) {
    const std::vector<std::size_t> phases =
        phases_to_look_at(so_far.candidate, so_far.base, place.source.baseline);
    if (!phases.empty()) {
      world.tell("undecided: a further look at " + count_words(phases.size(), "phase") + "\n");
    }
    return phases;
  };
  ASSIGN_OR_RETURN(PairedRun both, measure_pair(plan, wanted, place.ci, log_file, world));
  return Candidate{.runs = {std::move(both.candidate)},
                   .failure = std::nullopt,
                   .is_measured = true,
                   .old_build = std::move(both.base)};
}

/// A failure is judged and reported too, as a run without samples.
Result<Candidate> measure_or_explain(const Plan& plan, const SpecOptions& overrides,
                                     const CheckPlace& place, World& world) {
  remove_earlier(place.dir);
  Result<Candidate> measured = measure_wanted(plan, overrides, place, world);
  if (!measured && measured.error().kind != ErrorKind::cannot_measure) {
    return measured;
  }
  Candidate candidate =
      measured ? *std::move(measured)
               : Candidate{.runs = {run_without_samples(plan, overrides, place.ci, world)},
                           .failure = std::move(measured).error(),
                           .is_measured = true};
  Run& run = candidate.runs.front();
  run.before = demands_at_base(plan, place.ci, run.warnings);
  return candidate;
}

Result<Candidate> find_candidate(const Plan& plan, const CheckOptions& options,
                                 const CheckPlace& place, World& world) {
  if (options.confirm.empty()) {
    return measure_or_explain(plan, options.overrides, place, world);
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
  ASSIGN_OR_RETURN(Candidate candidate, measure_or_explain(plan, options.overrides, place, world));
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
  if (candidate.failure) {
    return {};
  }
  const std::filesystem::path file = dir / "run.json";
  RETURN_IF_ERROR(write_file(file, run_to_json(candidate.runs.back())));
  return candidate.old_build ? write_file(base_run_beside(file), run_to_json(*candidate.old_build))
                             : Result<void>();
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

/// Pairs are decided in one job: there is nothing that a second one could confirm.
Result<void> check_one_job(const Plan& plan, const CheckOptions& options, const World& world) {
  ASSIGN_OR_RETURN(const std::string against, against_of(plan, world, options.overrides));
  if (against.empty() || options.confirm.empty()) {
    return {};
  }
  return invalid_input("two builds that are measured in turn need no second job to confirm",
                       "leave out --confirm, or measure without an old build ('target.against')");
}

Result<Checked> check_one(const std::string& spec, const CheckOptions& options, const CiContext& ci,
                          World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(spec, options.overrides));
  RETURN_IF_ERROR(check_one_job(plan, options, world));
  const SignalHold held(world);
  const std::filesystem::path dir = report_dir_of(plan, options);
  RETURN_IF_ERROR(claim_report_dir(dir, title_of(plan.spec.name, plan.spec.profile)));

  // Before the load: a baseline that cannot be read should cost no minutes.
  ASSIGN_OR_RETURN(const BaselineSource source, find_baseline(plan, options, ci));
  RETURN_IF_ERROR(check_names(source.baseline, plan.spec.name, source.described));

  ASSIGN_OR_RETURN(const Candidate candidate,
                   find_candidate(plan, options, {.ci = ci, .source = source, .dir = dir}, world));
  Report report = judged_report(
      {.runs = candidate.runs, .old_build = candidate.old_build ? &*candidate.old_build : nullptr},
      source, candidate.failure, command_of(options, spec, candidate.runs.back()));
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
