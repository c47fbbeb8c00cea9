// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "baseline/baseline.h"

namespace loadgate {

/// What speaks against a baseline file that can be read, one line each: bytes that `promote` would
/// not have written, runs of several classes or plans, runs that do not say where they come from.
/// Its digests and figures have been checked by the reader.
std::vector<std::string> mistakes_in(const Baseline& baseline, std::string_view text);

}  // namespace loadgate
