// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

// ASCII letters alone, whatever the locale: protocols compare names so (RFC 9110 §5.1).
std::string lower_case(std::string_view text);
bool equal_without_case(std::string_view a, std::string_view b);

}  // namespace loadgate
