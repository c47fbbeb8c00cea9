// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "judge/judgement.h"

namespace loadgate {

/// Why runs and pool do not compare; empty reasons where they do.
struct Comparability {
  std::string load;    ///< another load part of the plan: nothing compares, whatever the policy
  std::string class_;  ///< another testbed class: compares where the policy says so
  std::map<std::string, std::string> steps;  ///< step or scenario -> why it alone does not compare
  std::set<std::string> new_steps;           ///< steps and scenarios that no pool run has
  std::vector<std::string> vanished_steps;   ///< of the pool, sorted; the candidate lacks them
};

/// `pool`: the runs of a baseline, or those of its release.
Comparability compare_plans(std::span<const Run> candidate, std::span<const BaselineRun> pool);

/// Whether another class is compared: `ignore` and `warn`.
bool compares_classes(MismatchPolicy policy);

}  // namespace loadgate
