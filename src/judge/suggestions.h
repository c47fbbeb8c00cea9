// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/case.h"

namespace loadgate {

/// Limits of the spec that are far beyond all that this run and its baseline have shown. Only
/// said: nothing changes a limit by itself.
std::vector<std::string> suggestions_for(const Case& judged, const std::vector<Finding>& findings);

}  // namespace loadgate
