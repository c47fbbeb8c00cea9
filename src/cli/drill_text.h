// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/drill.h"

namespace loadgate {

/// "buy/login: each answer 61 ms later"
std::string injection_text(const Injection& injection);

/// A drill that was made, and what it has shown.
struct DoneDrill {
  Drill drill;
  DrillResult result;
};

/// What the self-test has to say.
struct SelftestReport {
  std::string name;         ///< of the spec
  std::string compared_to;  ///< "baselines/checkout.json (8 runs)"
  std::vector<DoneDrill> done;
  std::vector<Untried> untried;
  std::size_t planned;  ///< drills; more than `done` where it was interrupted
};

/// Every rule has tripped on its injection, and no other one.
bool is_proven(const SelftestReport& report);

/// Headline, a line for each rule, and below what needs words.
std::string selftest_text(const SelftestReport& report);

}  // namespace loadgate
