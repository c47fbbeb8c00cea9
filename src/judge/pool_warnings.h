// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "judge/case.h"

namespace loadgate {

/// What a reader must know of the runs that were compared with: another class of machines, a CPU
/// model or an echo that they have not seen, too few of them, all of one machine, too old.
void warn_of_pool(const Case& judged, std::vector<std::string>& warnings);

/// "a, b, c and 2 more".
std::string listed(const std::set<std::string>& names);

}  // namespace loadgate
