// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"

namespace loadgate {

/// Longer than a day: nobody waits for that.
inline constexpr Nanoseconds beyond_patience = Nanoseconds::max();

/// The header's value as a time from `now`: seconds, or a date in any of the three forms that a
/// recipient has to know (RFC 9110 §10.2.3, §5.6.7). A date that is past is 0, more than a day is
/// `beyond_patience`; nothing where the value is neither.
std::optional<Nanoseconds> parse_retry_after(std::string_view value, Timestamp now);

}  // namespace loadgate
