// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/mappings.h"

namespace loadgate {

// What ends the load before its plan does.

void read_budget(const SpecNode& node, Reading& reading, Budget& budget);
MappingDescription describe_budget();

/// A list of conditions: `error_rate > 20% for 5s`.
void read_stop_conditions(const SpecNode& node, Reading& reading,
                          std::vector<StopCondition>& conditions);

}  // namespace loadgate
