// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/read_template.h"

namespace loadgate {

/// Text with holes, on one line.
std::optional<Template> read_header_value(const SpecNode& node, Reading& reading, Place place);

}  // namespace loadgate
