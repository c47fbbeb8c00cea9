// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate::testing {

/// Whether the generated JSON Schema accepts this YAML.
bool is_valid_by_schema(std::string_view yaml);

}  // namespace loadgate::testing
