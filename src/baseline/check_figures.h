// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "metric/figures.h"

namespace loadgate {

/// Why no run can have these figures: counts that do not add up, quantiles that fall, parts larger
/// than the whole. Empty where one can.
std::string contradiction_in(const RunFigures& figures);

}  // namespace loadgate
