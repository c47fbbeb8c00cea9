// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "run/sample.h"
#include "spec/spec.h"

namespace loadgate {

/// The class of an HTTP status that no expectation names: below 400 is success.
Outcome classify_status(int status);

/// Without ranges a status below 400 is expected.
bool is_expected_status(std::span<const StatusRange> expected, int status);

/// "2xx", "200", "200 or 404", "200-204"; empty ranges: "below 400".
std::string describe_ranges(std::span<const StatusRange> expected);

}  // namespace loadgate
