// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/make_plan.h"

namespace loadgate {

/// How long to wait before a request of this step is sent again if the server does not say:
/// half a second, doubled with each attempt up to half a minute, and of that between half and all,
/// drawn with the plan's seed, so that flows which were refused together do not come back together.
/// `attempts`: made so far, at least 1.
Nanoseconds backoff(const Plan& plan, const FlowIdentity& flow, std::string_view step,
                    std::uint32_t attempts);

}  // namespace loadgate
