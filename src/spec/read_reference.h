// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"
#include "spec/template.h"

namespace loadgate {

/// The inside of `${…}`. Captures and data sources are only recognised here, not looked up.
Result<Reference> parse_reference(std::string_view inside, Position where);

}  // namespace loadgate
