// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "judge/case.h"

namespace loadgate {

/// Key of the finding where the budget was used up: the run is status 4, unless a rule fails.
inline constexpr std::string_view budget_check = "budget";

/// The check that ended the load before its plan did: `stop_when[0]`, which fails the gate, or
/// `budget`. Nothing where none did.
std::optional<Finding> early_end_finding(const Case& judged);

}  // namespace loadgate
