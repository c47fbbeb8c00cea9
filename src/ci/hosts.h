// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ci/ci.h"

namespace loadgate {

using Environment = std::map<std::string, std::string>;

/// Empty where it is unset; CIs do not tell the two apart either.
std::string variable_of(const Environment& environment, std::string_view name);
/// 40 or 64 hexadecimal digits, or an error that names the source: a commit becomes an argument of
/// git.
Result<std::string> checked_commit(std::string_view text, std::string_view source);

Result<CiContext> detect_github(const Environment& environment, std::string_view event);
Result<CiContext> detect_gitlab(const Environment& environment, std::string_view event);

}  // namespace loadgate
