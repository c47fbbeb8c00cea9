// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/units.h"

namespace loadgate {

/// RFC 3339 in UTC with as many decimals as there are: 2026-11-21T09:30:00.25Z.
std::string write_exact_timestamp(Timestamp time);

/// The inverse; nothing for any other form, and for years before 1970 or after 2261.
std::optional<Timestamp> parse_timestamp(std::string_view text);

/// A moment as people write it: RFC 3339 with Z or an offset (+01:00), or seconds since 1970 with
/// up to nine decimals.
std::optional<Timestamp> parse_moment(std::string_view text);

}  // namespace loadgate
