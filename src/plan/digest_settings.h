// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/plan.h"

namespace loadgate {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// A netstring (Bernstein 1997): with its length before it, no text can look like two.
std::string framed(std::string_view text);

/// Profile if there is one, phases, seed, arrivals, cap if the spec wrote one, timeouts, weights:
/// what people change most is told first. Behind them what `setup` and `provision` do.
Settings load_settings(const Plan& plan);

/// Request, names of headers, body, timeout, pauses, and the data files that the step draws from.
Settings step_settings(const Plan& plan, const PlannedStep& step);

}  // namespace loadgate
