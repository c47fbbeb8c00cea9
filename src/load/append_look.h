// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/run.h"

namespace loadgate {

/// Puts what a planned look has seen behind what was seen before: samples, flows and slices, checks
/// added up, of the machine's evidence the worst. Precondition: both keep all of their samples.
void append_look(Run&& look, Run& run);

}  // namespace loadgate
