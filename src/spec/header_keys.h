// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/read_template.h"

namespace loadgate {

/// Header names are compared without case (RFC 9110 §5.1).
std::string lower_case(std::string_view text);

/// Text with holes, on one line.
std::optional<Template> read_header_value(const SpecNode& node, Reading& reading, Place place);

}  // namespace loadgate
