// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "plan/mistakes.h"
#include "plan/plan.h"

namespace loadgate {

/// Every column that a template names must be in its data, every captured name must come from an
/// earlier step of the same flow. A reference with a default needs neither.
void check_names(const Spec& spec, std::span<const DataTable> data, Mistakes& mistakes);

}  // namespace loadgate
