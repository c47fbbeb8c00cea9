// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace loadgate {

/// Number of capture groups of a regular expression of RE2
/// (https://github.com/google/re2/wiki/Syntax): time linear in the text, whatever a hostile body
/// holds. The error says what RE2 does not accept.
Result<int> count_groups(std::string_view pattern);

}  // namespace loadgate
