// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace loadgate {

/// What is wrong with a JSON pointer (RFC 6901); nothing if it is one.
std::optional<std::string_view> pointer_mistake(std::string_view pointer);

}  // namespace loadgate
