// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "judge/case.h"

namespace loadgate {

/// The check `load.in_flight`: flows that max_in_flight held back although the generator was in
/// time, so the server did not keep up. Nothing where none was held back. `trust_advice`: what
/// would let the run be trusted, where it is known.
std::optional<Finding> in_flight_finding(const Case& judged, const std::string& trust_advice);

}  // namespace loadgate
