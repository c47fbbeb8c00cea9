// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/spec.h"

namespace loadgate {

/// Numbers the references that draw (random, uuid), within each step from 0 and within the target's
/// own headers from 32768, so that a step's draws depend on that step alone.
void number_draws(Spec& spec);

}  // namespace loadgate
