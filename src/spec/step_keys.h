// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/mappings.h"

namespace loadgate {

Step empty_step(Position where);
/// False if the node is no step at all; a step with mistakes keeps what could be read.
bool read_step(const SpecNode& node, Reading& reading, Step& step);
MappingDescription describe_step();

void read_poll(const SpecNode& node, Reading& reading, Step& step);
MappingDescription describe_poll();

}  // namespace loadgate
