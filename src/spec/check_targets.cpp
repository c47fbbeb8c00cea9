// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/spelling.h"
#include "spec/checks.h"
#include "spec/references.h"

namespace loadgate {

void check_targets(const Spec& spec, Reading& reading) {
  std::vector<std::string_view> names;
  std::ranges::transform(spec.targets, std::back_inserter(names), &Target::name);
  std::set<std::string_view> used;
  for (const Scenario* flow : all_flows(spec)) {
    for (const Step& step : flow->steps) {
      used.insert(step.target);
      if (!step.target.empty() && std::ranges::find(names, step.target) == names.end()) {
        reading.fail(step.target_where, "unknown target '" + step.target + "'",
                     names.empty() ? "declare it: targets: {" + step.target + ": http://…}"
                                   : spelling_hint(step.target, names));
      }
    }
  }
  // A step with a mistake may be the one that names it.
  const bool is_whole = reading.diagnostics.count() == 0;
  for (const Target& target : spec.targets) {
    if (is_whole && !used.contains(target.name)) {
      reading.fail(target.where, "no step uses the target '" + target.name + "'",
                   "write target: " + target.name + " in a step, or remove it");
    }
  }
}

}  // namespace loadgate
