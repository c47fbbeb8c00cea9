// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "judge/calibration.h"
#include "run/run.h"

namespace loadgate {

/// Headline, a table of runs, a table of rules. `last`: of the runs that were compared.
std::string calibration_text(const Calibration& calibration, const Run& last);

/// `loadgate.calibration.v1`: what was measured where, and what it showed.
std::string calibration_to_json(const Calibration& calibration, const Run& last);

}  // namespace loadgate
