// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "judge/draft.h"

namespace loadgate {

/// One sentence each, rounded to what is known.
std::string why_broken(const Draft& draft);
std::string why_passed(const Draft& draft);
std::string why_improved(const Draft& draft);
std::string why_unclear(const Draft& draft);

/// Between the rule's own tolerance and that of its waiver.
std::string why_waived(const Draft& draft);
/// A pass that could have missed a change of the size that `must_see` names.
std::string why_blind(const Finding& finding, double must_see);
/// What would make it see more.
std::string what_would_see(const Draft& draft);

/// What would decide it, with its command: more runs in the pool, or another job; a longer timeout
/// where the figure is censored.
std::string what_would_decide(const Case& judged, const Draft& draft);

}  // namespace loadgate
