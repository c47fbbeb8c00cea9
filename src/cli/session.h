// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/world.h"
#include "load/load.h"
#include "plan/plan.h"
#include "target/mock/mock.h"
#include "target/target.h"

namespace loadgate {

/// The spec with the overrides of the command line, as a plan.
Result<Plan> open_plan(const std::string& spec_file, const SpecOptions& overrides);

/// What `${env:…}`, `${secret:…}` and `${var:…}` are taken from.
Result<Outside> outside_of(const World& world, const SpecOptions& overrides);

/// Address of the old build that the target is compared with; empty: it is measured alone.
Result<std::string> against_of(const Plan& plan, const World& world, const SpecOptions& overrides);

/// The plan without its old build where the address of that is empty; one that cannot be known yet
/// stays.
Plan without_absent_build(Plan plan, const World& world, const SpecOptions& overrides);

/// The name of a file in the spec (relative to it) as the process sees it.
std::filesystem::path beside_spec(const Plan& plan, const std::string& file);

/// What is measured, reachable as long as the value lives: mocks and a child process of ours, or
/// somebody else's servers.
struct OpenTargets {
  std::vector<std::string> urls;  ///< as LoadContext wants them
  std::vector<std::unique_ptr<Mock>> mocks;
  std::optional<StartedTarget> started;
};

/// Starts what the spec says. A mock with TLS brings its certificate: `plan` is told to trust it.
/// `output_file`: where the output of `target.start` goes.
Result<OpenTargets> open_targets(Plan& plan, const Outside& outside,
                                 const std::filesystem::path& output_file, World& world);

/// What is measured of a plan, and when.
struct Measurement {
  SpecOptions overrides;
  Share share = {};
  std::optional<Timestamp> start_at = {};  ///< nothing: at once
  /// Of a paired run: in which phases it is to look again (PairedLoad).
  std::function<std::vector<std::size_t>(const PairedRun& so_far)> undecided = nullptr;
};

/// One measurement from the open target to a whole run with its provenance. `log_file`: where the
/// output of `target.start` goes, masked.
Result<Run> measure(Plan plan, const Measurement& wanted, const CiContext& ci,
                    const std::filesystem::path& log_file, World& world);

/// The same of two builds in turn, of the target and of the old one at `against_of()`.
Result<PairedRun> measure_pair(Plan plan, const Measurement& wanted, const CiContext& ci,
                               const std::filesystem::path& log_file, World& world);

/// Where the run of the old build goes: `base-run.json` beside `run.json`.
std::filesystem::path base_run_beside(const std::filesystem::path& run_file);

/// LOADGATE_MOST_SAMPLES, else as many as the memory holds. Error: no number.
Result<std::uint64_t> samples_to_keep(const World& world);

/// Where we run, from the environment and the event file that it names.
Result<CiContext> read_ci(const World& world, std::optional<CiHost> forced);

}  // namespace loadgate
