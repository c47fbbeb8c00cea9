// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ci/ci.h"
#include "plan/plan.h"

namespace loadgate {

/// What the spec demands at the base of the pull request, under the same profile; nothing outside
/// of a pull request, or where the base has no such spec. One that cannot be read there is a
/// warning.
std::optional<Demands> demands_at_base(const Plan& plan, const CiContext& ci,
                                       std::vector<std::string>& warnings);

}  // namespace loadgate
