// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "base/files.h"
#include "cli/calibration_text.h"
#include "cli/command.h"
#include "cli/probe.h"
#include "cli/session.h"

namespace loadgate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t fewest_runs = 3;

struct CalibrateOptions {
  std::string spec;
  SpecOptions overrides;
  int runs;
  std::string longest;  ///< --for
  std::string file;     ///< --write
};

/// No run is begun that would most likely end after this.
class Deadline {
 public:
  static Result<Deadline> read(const std::string& text) {
    Deadline deadline;
    if (!text.empty()) {
      const Result<Nanoseconds> longest = parse_duration(text);
      if (!longest || longest->count() <= 0) {
        return invalid_input("--for expects a duration such as 10m, got '" + text + "'");
      }
      deadline.longest_ = *longest;
    }
    return deadline;
  }

  bool leaves_time_after(std::size_t runs) const {
    const Nanoseconds used = Clock::now() - began_;
    return !longest_ || used + used / static_cast<std::int64_t>(runs) <= *longest_;
  }

 private:
  std::optional<Nanoseconds> longest_;
  Clock::time_point began_ = Clock::now();
};

Result<std::vector<Run>> repeat(const Plan& plan, const CalibrateOptions& options,
                                const Deadline& deadline, World& world) {
  const SignalHold held(world);  // of the load: what comes after it may be ended at once
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, std::nullopt));
  const auto log = std::filesystem::path(plan.spec.reports.dir) / "target.log";
  const auto wanted = static_cast<std::size_t>(options.runs);
  std::vector<Run> runs;
  while (runs.size() < wanted && world.stop == 0 &&
         (runs.empty() || deadline.leaves_time_after(runs.size()))) {
    world.tell("run " + std::to_string(runs.size() + 1) + " of " + std::to_string(wanted) + "\n");
    ASSIGN_OR_RETURN(Run run, measure(plan, {.overrides = options.overrides}, ci, log, world));
    if (run.end != RunEnd::complete && world.stop == 0) {
      return cannot_measure("run " + std::to_string(runs.size() + 1) + " did not come to its end" +
                                (run.stopped_by.empty() ? "" : ": " + run.stopped_by),
                            "loadgate check shows what it met");
    }
    if (world.stop == 0) {
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

Result<ExitStatus> calibrate_spec(const CalibrateOptions& options, World& world) {
  ASSIGN_OR_RETURN(const Plan plan, open_plan(options.spec, options.overrides));
  ASSIGN_OR_RETURN(const Deadline deadline, Deadline::read(options.longest));
  if (!options.file.empty()) {
    RETURN_IF_ERROR(check_file_is_writable(options.file));
  }
  ASSIGN_OR_RETURN(const std::vector<Run> runs, repeat(plan, options, deadline, world));
  if (runs.size() < fewest_runs) {
    if (world.stop != 0) {
      return interrupted_by(world.stop);
    }
    return cannot_measure("time for " + std::to_string(runs.size()) + " of at least " +
                              std::to_string(fewest_runs) + " runs only",
                          "raise --for, or shorten the load");
  }
  const Calibration calibration = calibrate(runs);
  world.print(calibration_text(calibration, runs.back()));
  if (!options.file.empty() && world.stop == 0) {
    RETURN_IF_ERROR(write_file(options.file,
                               world.secrets.mask(calibration_to_json(calibration, runs.back()))));
    world.print("  written to " + options.file + "\n");
  }
  return world.stop != 0 ? interrupted_by(world.stop) : ExitStatus::pass;
}

}  // namespace

Action define_calibrate(CLI::App& command) {
  auto options = std::make_shared<CalibrateOptions>(CalibrateOptions{
      .spec = default_spec, .overrides = {}, .runs = 5, .longest = {}, .file = {}});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  command.add_option("--runs", options->runs, "how often to measure")
      ->capture_default_str()
      ->check(CLI::Range(static_cast<int>(fewest_runs), 50));
  command.add_option("--for", options->longest,
                     "begin no run that would end later than this after the start");
  command.add_option("--write", options->file, "keep the figures in this file as well (JSON)");
  add_spec_options(command, options->overrides);
  refuse_pairing(command);
  return [options](World& world) { return calibrate_spec(*options, world); };
}

}  // namespace loadgate
