// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/mappings.h"

namespace loadgate {

void read_oauth2(const SpecNode& node, Reading& reading, Auth& auth);
MappingDescription describe_oauth2();

}  // namespace loadgate
