// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "baseline/baseline.h"

namespace loadgate {

/// A run that can be compared with at all: it ran to its end and has samples. Whether its figures
/// are good enough is the judge's business. `name` is the run's in messages: "run 2 of 3".
Result<void> check_acceptable(const Run& run, const std::string& name);

/// Same spec, testbed class and plan as `first`.
Result<void> check_alike(const BaselineRun& first, const BaselineRun& other,
                         const std::string& first_name, const std::string& name);

/// Oldest first; the order in which runs were given must not change the bytes of the file.
void sort_by_age(std::vector<BaselineRun>& runs);

/// The second of two that are the same run; null if each is there once.
const BaselineRun* run_that_is_twice(std::span<const BaselineRun> runs);

}  // namespace loadgate
