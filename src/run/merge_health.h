// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/run.h"

namespace loadgate {

/// The evidence of several processes: counts are summed, of shares and times the worst stands. So a
/// merged run is doubtful where one of its shards is.
Health merge_health(const Health& a, const Health& b);

}  // namespace loadgate
