// SPDX-License-Identifier: Apache-2.0
#include "baseline/acceptable.h"

#include <algorithm>
#include <tuple>

#include "base/encoding.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

const DigestPart* part_named(const PlanDigest& plan, const std::string& name) {
  const auto found = std::ranges::find(plan.steps, name, &DigestPart::name);
  return found == plan.steps.end() ? nullptr : &*found;
}

/// Why the two plans are not the same, empty if they are.
std::string plan_difference(const PlanDigest& first, const PlanDigest& other) {
  if (first.load.digest != other.load.digest) {
    return describe_difference(first.load, other.load);
  }
  for (const DigestPart& step : first.steps) {
    const DigestPart* now = part_named(other, step.name);
    if (now == nullptr) {
      return "step '" + printable(step.name, 120) + "' is gone";
    }
    if (now->digest != step.digest) {
      return "step '" + printable(step.name, 120) + "': " + describe_difference(step, *now);
    }
  }
  for (const DigestPart& step : other.steps) {
    if (part_named(first, step.name) == nullptr) {
      return "step '" + printable(step.name, 120) + "' is new";
    }
  }
  return {};
}

}  // namespace

Result<void> check_acceptable(const Run& run, const std::string& name) {
  if (run.pairing) {
    return invalid_input(name + " is one half of a paired run, offered in turns with another build",
                         "record a run of this build alone: loadgate baseline record");
  }
  if (run.end != RunEnd::complete) {
    return invalid_input(name + " did not run to its end", "record it again");
  }
  if (figures_of(run).scopes.empty()) {
    return invalid_input(name + " has no sample in a measured phase",
                         "look at its report: `loadgate compare` shows what happened");
  }
  return {};
}

Result<void> check_alike(const BaselineRun& first, const BaselineRun& other,
                         const std::string& first_name, const std::string& name) {
  const std::string here = testbed_class(first.testbed);
  const std::string there = testbed_class(other.testbed);
  if (here != there) {
    return invalid_input(name + " was made on '" + printable(there, 200) + "', " + first_name +
                             " on '" + printable(here, 200) + "'",
                         "a baseline holds runs of one class of machines; record all on the same");
  }
  if (const std::string difference = plan_difference(first.plan, other.plan); !difference.empty()) {
    return invalid_input(
        name + " has another plan than " + first_name + ": " + printable(difference, 400),
        "record all runs with one spec; without --add the new runs replace the old ones");
  }
  return {};
}

void sort_by_age(std::vector<BaselineRun>& runs) {
  std::ranges::stable_sort(runs, {}, [](const BaselineRun& run) {
    return std::tuple(run.provenance.started_at, run.provenance.job, run.provenance.commit);
  });
}

const BaselineRun* run_that_is_twice(std::span<const BaselineRun> runs) {
  for (auto run = runs.begin(); run != runs.end(); ++run) {
    const auto before = std::find_if(runs.begin(), run, [&run](const BaselineRun& earlier) {
      return is_same_run(earlier.provenance, run->provenance);
    });
    if (before != run) {
      return &*run;
    }
  }
  return nullptr;
}

}  // namespace loadgate
