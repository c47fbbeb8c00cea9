// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/injection.h"

namespace loadgate {

/// One pass of the self-test: what is done, and which findings have to fail of it.
struct Drill {
  Injection injection;
  std::vector<std::string> keys;
};

/// A condition that blocks, and that no answer of a server can trip.
struct Untried {
  std::string key;
  std::string reason;
};

struct DrillPlan {
  std::vector<Drill> drills;
  std::vector<Untried> untried;
};

/// For each condition that can fail the gate the injection that should trip it, sized by a clean
/// run and its judgement; conditions that need the same one share a drill. A pure function.
DrillPlan plan_drills(const Plan& plan, const Run& clean, const Judgement& judged);

/// What became of one condition in a drill.
struct DrillFinding {
  std::string key;
  std::string reason;  ///< the judge's words
};

/// What a drill has shown.
struct DrillResult {
  std::vector<std::string> tripped;    ///< of the drill's own
  std::vector<DrillFinding> asleep;    ///< of the drill's own
  std::vector<std::string> following;  ///< others that failed, of which it was to be expected
  std::vector<DrillFinding> strays;    ///< others that failed
};

/// Others are expected to fail with it where they look at what the injection changes: the same
/// step, its flow, and for what ends a flow the steps after it.
DrillResult weigh_drill(const Drill& drill, const Plan& plan, const Judgement& judged);

/// A rule's key less its last word: the name of a condition pair, as waivers use it.
std::string rule_of_key(const std::string& key);

}  // namespace loadgate
