// SPDX-License-Identifier: Apache-2.0
#include "cli/judging.h"

#include <algorithm>

#include "cli/provenance.h"
#include "judge/states.h"
#include "load/load.h"

namespace loadgate {
namespace {

constexpr std::int64_t day = 86'400'000'000'000;

bool is_of_class(const std::vector<BaselineRun>& pool, const std::string& testbed) {
  return std::ranges::all_of(
      pool, [&](const BaselineRun& pooled) { return testbed_class(pooled.testbed) == testbed; });
}

BaselineSummary summary_of(const BaselineSource& source, const std::vector<Run>& runs) {
  const Baseline& baseline = *source.baseline;
  const Run& last =
      *std::ranges::max_element(runs, {}, [](const Run& run) { return run.provenance.ended_at; });
  const BaselineRun& newest = *std::ranges::max_element(
      baseline.runs, {}, [](const BaselineRun& run) { return run.provenance.ended_at; });
  const std::int64_t age =
      last.provenance.ended_at.nanoseconds - newest.provenance.ended_at.nanoseconds;
  return BaselineSummary{
      .described = source.described,
      .runs = baseline.runs.size(),
      .age_days = std::max<std::int64_t>(0, age / day),
      .same_class = std::ranges::all_of(
          runs,
          [&](const Run& run) { return is_of_class(baseline.runs, testbed_class(run.testbed)); }),
      .changed_in_tree = source.changed_in_tree};
}

std::string profile_words(const std::string& profile) {
  return profile.empty() ? "without a profile" : "with the profile '" + profile + "'";
}

/// The old build's figures stand where the baseline's would.
Baseline pool_of_one(const Run& old_build) {
  return {.spec_name = old_build.spec_name,
          .release = std::nullopt,
          .runs = {baseline_run_of(old_build)},
          .anchor = {}};
}

std::string address_of(const Run& old_build) {
  const auto found = old_build.provenance.overrides.find("target");
  return found == old_build.provenance.overrides.end() ? std::string("the old build")
                                                       : found->second;
}

bool wants_color(const World& world) {
  return world.out_is_terminal && world.variable("NO_COLOR").empty();
}

}  // namespace

Result<void> check_names(const std::optional<Baseline>& baseline, const std::string& spec_name,
                         const std::string& described) {
  if (!baseline || baseline->spec_name == spec_name) {
    return {};
  }
  return invalid_input(
      described + ": the baseline is of spec '" + baseline->spec_name + "', this is '" + spec_name +
          "'",
      "set baseline.file, or rename the spec back with `name: " + baseline->spec_name + "`");
}

Result<void> take_demands_of(const Plan& plan, const std::string& spec_file,
                             std::vector<Run>& runs) {
  for (Run& run : runs) {
    if (run.spec_name != plan.spec.name) {
      return invalid_input("a run is of spec '" + run.spec_name + "', '" + spec_file + "' is '" +
                           plan.spec.name + "'");
    }
    if (run.profile != plan.spec.profile) {
      return invalid_input(
          "a run was measured " + profile_words(run.profile) + ", this is '" + spec_file + "' " +
              profile_words(plan.spec.profile),
          run.profile.empty() ? "leave --profile out" : "add --profile " + run.profile);
    }
    run.rules = plan.spec.rules;
    run.gate = plan.spec.gate;
    run.baseline = plan.spec.baseline;
    run.waivers = plan.spec.waivers;
    run.spec_file = spec_file;
  }
  return {};
}

Run run_without_samples(const Plan& plan, const SpecOptions& overrides, const CiContext& ci,
                        const World& world) {
  Run run = empty_run(plan);
  run.provenance =
      provenance_of(overrides, ci, std::filesystem::path(plan.spec.file).parent_path(), world);
  run.testbed = detect_testbed(ci.runner_label);
  return run;
}

Report judged_report(const MeasuredRuns& measured, const BaselineSource& source,
                     const std::optional<Error>& failure, const std::string& command) {
  const auto& [runs, old_build] = measured;
  std::optional<BaselineSummary> summary;
  if (source.baseline) {
    summary = summary_of(source, runs);
  }
  const bool is_ours = source.in_tree && source.in_tree->spec_name == runs.front().spec_name;
  if (summary && is_ours) {
    const Report edited =
        make_report(runs, judge(runs, source.in_tree, old_build), summary, source.in_tree);
    summary->edited_verdict = describe(edited.judgement.verdict).word;
    summary->edited_headline = headline(edited);
  }
  Judgement judgement = judge(runs, source.baseline, old_build);
  Report report = old_build == nullptr
                      ? make_report(runs, std::move(judgement), summary, source.baseline)
                      : make_report(runs, std::move(judgement), summary, pool_of_one(*old_build));
  if (old_build != nullptr) {
    report.old_build = address_of(*old_build);
  }
  report.run_command = command;
  if (failure) {
    report.failure = failure->message;
    report.failure_hint = failure->hint;
  }
  return report;
}

void print_report(const Report& report, bool verbose, World& world) {
  world.print(render_console(report, wants_color(world) ? Color::on : Color::off,
                             verbose ? Detail::verbose : Detail::brief));
}

}  // namespace loadgate
