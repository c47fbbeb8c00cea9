// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"

namespace loadgate {

/// The header's value as a time from `now`: seconds, or a date in any of the three forms that a
/// recipient has to know (RFC 9110 §10.2.3, §5.6.7). A date that is past is 0; nothing where the
/// value is neither, or more than a day away.
std::optional<Nanoseconds> parse_retry_after(std::string_view value, Timestamp now);

}  // namespace loadgate
