// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/mistakes.h"
#include "spec/spec.h"

namespace loadgate {

/// With an old build beside the target a request that names its whole address could go to one of
/// the two only: a mistake.
void check_against(const Spec& spec, Mistakes& mistakes);

}  // namespace loadgate
