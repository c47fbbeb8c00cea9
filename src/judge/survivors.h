// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "judge/draft.h"

namespace loadgate {

/// (step or scenario, phase)
using ScopeName = std::pair<std::string, std::string>;

/// Scopes whose errors are beyond their own rule, or where there is no error rule beyond 5 %: times
/// measured there are those of the requests that survived. A scenario is one if a step of it is.
std::set<ScopeName> scopes_of_survivors(const Case& judged, const std::vector<Draft>& drafts);

}  // namespace loadgate
