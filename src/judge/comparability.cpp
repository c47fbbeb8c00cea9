// SPDX-License-Identifier: Apache-2.0
#include "judge/comparability.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "plan/make_plan.h"

namespace loadgate {
namespace {

/// Steps of a plan by their names.
using StepParts = std::unordered_map<std::string_view, const DigestPart*>;

StepParts parts_of(const PlanDigest& plan) {
  StepParts parts;
  for (const DigestPart& part : plan.steps) {
    parts.try_emplace(part.name, &part);
  }
  return parts;
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

void compare_steps(const Run& run, const StepParts& pooled, Comparability& result) {
  for (const DigestPart& current : run.plan.steps) {
    const auto recorded = pooled.find(current.name);
    const std::string words =
        recorded == pooled.end() ? "" : difference(*recorded->second, current);
    if (!words.empty()) {
      result.steps.try_emplace(current.name, "the step differs: " + words);
    }
  }
}

/// Steps that only one side has.
void compare_names(const Run& run, std::span<const BaselineRun> pool, Comparability& result) {
  std::set<std::string> known;
  for (const BaselineRun& pooled : pool) {
    for (const DigestPart& part : pooled.plan.steps) {
      known.insert(part.name);
    }
  }
  for (const RunStep& step : run.steps) {
    if (known.erase(step.full_name) == 0) {
      result.new_steps.insert(step.full_name);
    }
  }
  result.vanished_steps.assign(known.begin(), known.end());
}

/// A flow compares only if all of its steps do.
void compare_scenarios(const Run& run, Comparability& result) {
  std::vector<std::string> reasons(run.scenarios.size());
  std::vector<bool> is_known(run.scenarios.size(), false);
  for (const RunStep& step : run.steps) {
    const auto differing = result.steps.find(step.full_name);
    if (differing != result.steps.end()) {
      reasons[step.scenario] = step.full_name + ": " + differing->second;
    } else if (result.new_steps.contains(step.full_name)) {
      reasons[step.scenario] = "the step " + step.full_name + " is new";
      continue;
    }
    is_known[step.scenario] = true;
  }
  for (std::size_t scenario = 0; scenario < run.scenarios.size(); ++scenario) {
    const auto gone = std::ranges::find_if(result.vanished_steps, [&](const std::string& step) {
      return step.starts_with(run.scenarios[scenario] + "/");
    });
    if (gone != result.vanished_steps.end()) {
      reasons[scenario] = "the step " + *gone + " is gone";
      is_known[scenario] = true;
    }
    if (!is_known[scenario]) {
      result.new_steps.insert(run.scenarios[scenario]);
    } else if (!reasons[scenario].empty()) {
      result.steps.try_emplace(run.scenarios[scenario], reasons[scenario]);
    }
  }
}

/// Whatever their order in the file.
std::vector<const BaselineRun*> newest_first(std::span<const BaselineRun> pool) {
  std::vector<const BaselineRun*> runs;
  for (const BaselineRun& run : pool) {
    runs.push_back(&run);
  }
  std::ranges::stable_sort(runs, [](const BaselineRun* a, const BaselineRun* b) {
    const Provenance& first = a->provenance;
    const Provenance& second = b->provenance;
    return std::tie(second.started_at, second.job, second.commit) <
           std::tie(first.started_at, first.job, first.commit);
  });
  return runs;
}

}  // namespace

Comparability compare_plans(std::span<const Run> candidate, std::span<const BaselineRun> pool) {
  Comparability result;
  // Newest first: its difference is the one worth telling.
  for (const BaselineRun* pooled : newest_first(pool)) {
    const StepParts steps = parts_of(pooled->plan);
    for (const Run& run : candidate) {
      if (result.load.empty()) {
        const std::string words = difference(pooled->plan.load, run.plan.load);
        result.load = words.empty() ? "" : "another load: " + words;
      }
      compare_classes(run, *pooled, result);
      compare_steps(run, steps, result);
    }
  }
  compare_names(candidate.front(), pool, result);
  compare_scenarios(candidate.front(), result);
  return result;
}

bool compares_classes(MismatchPolicy policy) {
  return policy == MismatchPolicy::ignore || policy == MismatchPolicy::warn;
}

}  // namespace loadgate
