// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "base/files.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/judging.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

struct CompareOptions {
  std::vector<std::string> files;
  std::string spec;
  std::string baseline;
  FailOn fail_on;
  std::vector<std::string> formats;
  std::string report_dir;
  bool verbose;
};

constexpr std::string_view name_both_halves =
    "name the old build's and the new one's: loadgate compare loadgate-report/base-run.json "
    "loadgate-report/run.json";
constexpr std::uint64_t largest_file = std::uint64_t{2} << 30;

/// A baseline file, or a run that serves as a baseline of one.
Result<Baseline> read_base(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, read_file(file, largest_file));
  // Both begin with their schema; the reader of the right one says what else is wrong.
  if (text.substr(0, 200).find("\"loadgate.run.") == std::string::npos) {
    return baseline_from_json(text, file);
  }
  ASSIGN_OR_RETURN(const Run run, run_from_json(text, file));
  RETURN_IF_ERROR(check_whole(run, file));
  if (run.pairing) {
    return invalid_input(
        "'" + file + "' is one half of a paired run: no other run compares with it",
        std::string(name_both_halves));
  }
  return Baseline{.spec_name = run.spec_name,
                  .release = std::nullopt,
                  .runs = {baseline_run_of(run)},
                  .anchor = {}};
}

/// Repetitions of one candidate: the same spec and the same plan.
Result<void> check_repetitions(const std::vector<Run>& runs,
                               const std::vector<std::string>& files) {
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].spec_name != runs[0].spec_name || runs[i].plan.total != runs[0].plan.total) {
      return invalid_input(
          "'" + files[i] + "' is no repetition of '" + files[0] + "': another spec or plan",
          "several runs are repetitions of one candidate; compare others one by one");
    }
  }
  return {};
}

/// The same phases, and in them the same pairs.
bool are_alike(const Run& one, const Run& other) {
  const auto same_pair = [](const PairSlice& a, const PairSlice& b) {
    return a.phase == b.phase && a.pair == b.pair;
  };
  return std::ranges::equal(one.phases, other.phases, {}, &RunPhase::name, &RunPhase::name) &&
         std::ranges::equal(one.pairing->slices, other.pairing->slices, same_pair);
}

/// Both arms of one execution, the old build's last.
Result<std::vector<Run>> arms_of(std::vector<Run> runs) {
  const bool is_pair = runs.size() == 2 && runs[0].pairing && runs[1].pairing &&
                       runs[0].pairing->arm != runs[1].pairing->arm &&
                       runs[0].pairing->run_salt == runs[1].pairing->run_salt &&
                       runs[0].plan.total == runs[1].plan.total &&
                       is_same_run(runs[0].provenance, runs[1].provenance) &&
                       are_alike(runs[0], runs[1]);
  if (!is_pair) {
    return invalid_input("of a paired run both halves are needed, and nothing else",
                         std::string(name_both_halves));
  }
  if (runs[0].pairing->arm == Arm::base) {
    std::swap(runs[0], runs[1]);
  }
  return runs;
}

Result<std::vector<Run>> read_runs(const std::vector<std::string>& files) {
  std::vector<Run> runs;
  for (const std::string& file : files) {
    ASSIGN_OR_RETURN(Run run, read_whole_run(file));
    runs.push_back(std::move(run));
  }
  if (std::ranges::any_of(runs, [](const Run& run) { return run.pairing.has_value(); })) {
    return arms_of(std::move(runs));
  }
  RETURN_IF_ERROR(check_repetitions(runs, files));
  // In which order the files were named must not matter.
  std::ranges::stable_sort(runs, {}, [](const Run& run) {
    return std::pair(run.provenance.started_at, run.provenance.job);
  });
  const auto twice = std::ranges::adjacent_find(
      runs, [](const Run& a, const Run& b) { return is_same_run(a.provenance, b.provenance); });
  if (twice != runs.end()) {
    return invalid_input("the run that began at " + write_timestamp(twice->provenance.started_at) +
                             " is there twice",
                         "a run counts once; give each file once");
  }
  return runs;
}

/// The beginning of a file says what it is: an arm of a paired execution is no baseline.
bool is_of_a_pair(const std::string& file) {
  const Result<Run> run = read_whole_run(file);
  return run && run->pairing;
}

/// `compare BASE RUN` without options: the first file is what is compared with.
CompareOptions with_base_named(CompareOptions options) {
  const bool is_bare = options.spec.empty() && options.baseline.empty();
  if (is_bare && options.files.size() == 2 && !is_of_a_pair(options.files.front())) {
    options.baseline = options.files.front();
    options.files.erase(options.files.begin());
  }
  return options;
}

/// The other arm of the candidate, out of the list.
std::optional<Run> take_old_build(std::vector<Run>& runs) {
  if (!runs.back().pairing) {
    return std::nullopt;
  }
  std::optional<Run> old_build = std::move(runs.back());
  runs.pop_back();
  return old_build;
}

Result<BaselineSource> base_for(const CompareOptions& options, const Run& run) {
  BaselineSource source{
      .baseline = std::nullopt, .described = "none", .commit = {}, .changed_in_tree = false};
  const std::filesystem::path file =
      options.baseline.empty() && !options.spec.empty()
          ? std::filesystem::path(options.spec).parent_path() / run.baseline.file
          : std::filesystem::path(options.baseline);
  const bool is_wanted = !file.empty() && options.baseline != "none" &&
                         (!options.baseline.empty() || std::filesystem::exists(file));
  if (is_wanted) {
    ASSIGN_OR_RETURN(source.baseline, read_base(file.string()));
    source.described = file.string();
    RETURN_IF_ERROR(loadgate::check_names(source.baseline, run.spec_name, source.described));
  }
  return source;
}

std::string command_of(const CompareOptions& options) {
  std::string text = "loadgate compare";
  for (const std::string& file : options.files) {
    text += " " + file;
  }
  return text;
}

Result<ExitStatus> compare(const CompareOptions& given, World& world) {
  const CompareOptions options = with_base_named(given);
  ASSIGN_OR_RETURN(std::vector<Run> runs, read_runs(options.files));
  if (!options.spec.empty()) {
    SpecOptions measured_with;
    measured_with.profile = runs.front().profile;
    ASSIGN_OR_RETURN(const Plan plan, open_plan(options.spec, measured_with));
    RETURN_IF_ERROR(take_demands_of(plan, options.spec, runs));
  }
  const std::optional<Run> old_build = take_old_build(runs);
  ASSIGN_OR_RETURN(const BaselineSource source, base_for(options, runs.front()));
  const Report report =
      judged_report({.runs = runs, .old_build = old_build ? &*old_build : nullptr}, source,
                    std::nullopt, command_of(options));
  if (!options.report_dir.empty()) {
    RETURN_IF_ERROR(claim_report_dir(options.report_dir, title_of(report)));
    remove_reports(options.report_dir);
  }
  print_report(report, options.verbose, world);
  const ExitStatus status = exit_status_for(report, options.fail_on);
  const Result<void> written = options.report_dir.empty()
                                   ? Result<void>()
                                   : write_reports(report, options.formats, options.report_dir);
  if (!written) {
    tell_error(world, written.error());
    return without_reports(status, written.error());
  }
  return status;
}

}  // namespace

Action define_compare(CLI::App& command) {
  auto options =
      std::make_shared<CompareOptions>(CompareOptions{.files = {},
                                                      .spec = {},
                                                      .baseline = {},
                                                      .fail_on = FailOn::regression,
                                                      .formats = {"markdown", "junit", "json"},
                                                      .report_dir = {},
                                                      .verbose = false});
  command.add_option("runs", options->files, "RUN.json …, or BASE.json RUN.json")->required();
  command.add_option("--spec", options->spec, "rules from this spec instead of the run's own");
  command.add_option("--baseline", options->baseline, "baseline or run file to compare with");
  add_fail_on(command, options->fail_on);
  add_formats(command, options->formats);
  command.add_option("--report-dir", options->report_dir, "folder for report files; default: none");
  command.add_flag("--verbose", options->verbose, "list the rules that hold as well");
  return [options](World& world) { return compare(*options, world); };
}

}  // namespace loadgate
