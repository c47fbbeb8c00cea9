// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/transport/transport.h"
#include "plan/plan.h"

namespace loadgate {

/// How to reach the plan's target; `connections` and `may_spin` are the caller's to set (1, false).
TransportOptions target_options(const Plan& plan, const Endpoint& endpoint);

}  // namespace loadgate
