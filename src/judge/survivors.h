// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "judge/draft.h"

namespace loadgate {

/// Scopes whose errors are beyond their own rule, or where there is no error rule beyond 5 %: times
/// measured there are those of the requests that survived. A scenario is one if a step of it is, a
/// class if its step is or if its own errors are.
std::set<ScopeName> scopes_of_survivors(const Case& judged, const std::vector<Draft>& drafts);

}  // namespace loadgate
