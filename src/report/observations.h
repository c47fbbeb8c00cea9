// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "report/prose.h"
#include "report/report.h"

namespace loadgate {

/// What explains the verdict, one line each: why the run cannot be trusted (first), which steps
/// moved and which did not, whether the rate was delivered, the classes of errors with examples.
std::vector<Prose> observations(const Report& report);

/// What is to be known whatever the verdict is.
std::vector<Prose> warning_lines(const Report& report);

/// What to do now, the most useful first; empty where everything holds.
std::vector<Prose> next_steps(const Report& report);

}  // namespace loadgate
