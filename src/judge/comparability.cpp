// SPDX-License-Identifier: Apache-2.0
#include "judge/comparability.h"

#include <algorithm>

#include "plan/make_plan.h"

namespace loadgate {
namespace {

const DigestPart* part_of(const PlanDigest& plan, std::string_view step) {
  const auto found = std::ranges::find(plan.steps, step, &DigestPart::name);
  return found == plan.steps.end() ? nullptr : &*found;
}

/// Digests decide; the words come from the settings, and may be missing in a hostile file.
std::string difference(const DigestPart& recorded, const DigestPart& current) {
  if (recorded.digest == current.digest) {
    return {};
  }
  const std::string words = describe_difference(recorded, current);
  return words.empty() ? "its settings differ from the recorded ones" : words;
}

void compare_classes(const Run& run, const BaselineRun& pooled, Comparability& result) {
  const std::string here = testbed_class(run.testbed);
  const std::string there = testbed_class(pooled.testbed);
  if (result.class_.empty() && here != there) {
    result.class_ = "recorded on " + there + "; this run on " + here;
  }
}

void compare_steps(const Run& run, const BaselineRun& pooled, Comparability& result) {
  for (const DigestPart& current : run.plan.steps) {
    const DigestPart* recorded = part_of(pooled.plan, current.name);
    const std::string words = recorded == nullptr ? "" : difference(*recorded, current);
    if (!words.empty()) {
      result.steps.try_emplace(current.name, "the step differs: " + words);
    }
  }
}

bool has_step(const std::vector<BaselineRun>& pool, std::string_view step) {
  return std::ranges::any_of(
      pool, [&](const BaselineRun& run) { return part_of(run.plan, step) != nullptr; });
}

bool has_step(const Run& run, std::string_view step) {
  return std::ranges::find(run.steps, step, &RunStep::full_name) != run.steps.end();
}

/// A flow compares only if all of its steps do.
void compare_scenarios(const Run& run, const std::vector<BaselineRun>& pool,
                       Comparability& result) {
  for (std::size_t index = 0; index < run.scenarios.size(); ++index) {
    const std::string& scenario = run.scenarios[index];
    std::size_t known = 0;
    std::string reason;
    for (const RunStep& step : run.steps) {
      if (step.scenario != index) {
        continue;
      }
      const auto differing = result.steps.find(step.full_name);
      if (differing != result.steps.end()) {
        reason = step.full_name + ": " + differing->second;
      } else if (!has_step(pool, step.full_name)) {
        reason = "the step " + step.full_name + " is new";
        continue;
      }
      ++known;
    }
    for (const std::string& gone : result.vanished_steps) {
      if (gone.starts_with(scenario + "/")) {
        reason = "the step " + gone + " is gone";
        ++known;
      }
    }
    if (known == 0) {
      result.new_steps.insert(scenario);
    } else if (!reason.empty()) {
      result.steps.try_emplace(scenario, reason);
    }
  }
}

}  // namespace

Comparability compare_plans(std::span<const Run> candidate, const Baseline& baseline) {
  Comparability result;
  std::set<std::string> vanished;
  for (const Run& run : candidate) {
    // Newest first: its difference is the one worth telling.
    for (auto pooled = baseline.runs.rbegin(); pooled != baseline.runs.rend(); ++pooled) {
      if (result.load.empty()) {
        const std::string words = difference(pooled->plan.load, run.plan.load);
        result.load = words.empty() ? "" : "another load: " + words;
      }
      compare_classes(run, *pooled, result);
      compare_steps(run, *pooled, result);
    }
  }
  const Run& run = candidate.front();
  for (const RunStep& step : run.steps) {
    if (!has_step(baseline.runs, step.full_name)) {
      result.new_steps.insert(step.full_name);
    }
  }
  for (const BaselineRun& pooled : baseline.runs) {
    for (const DigestPart& part : pooled.plan.steps) {
      if (!has_step(run, part.name)) {
        vanished.insert(part.name);
      }
    }
  }
  result.vanished_steps.assign(vanished.begin(), vanished.end());
  compare_scenarios(run, baseline.runs, result);
  return result;
}

bool compares_classes(MismatchPolicy policy) {
  return policy == MismatchPolicy::ignore || policy == MismatchPolicy::warn;
}

}  // namespace loadgate
