// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "baseline/baseline.h"

namespace loadgate {

/// A run that may become something to compare with: it ran to its end, has samples, the generator
/// kept up, and no scope has more than 5 % errors. `name` is the run's in messages: "run 2 of 3".
Result<void> check_acceptable(const Run& run, const std::string& name);

/// Same spec, testbed class and plan as `first`.
Result<void> check_alike(const BaselineRun& first, const BaselineRun& other,
                         const std::string& first_name, const std::string& name);

}  // namespace loadgate
