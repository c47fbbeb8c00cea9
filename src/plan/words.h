// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loadgate {

/// A foreign name or value inside of a message: printable, cut.
std::string in_quotes(std::string_view text);
/// "1 row", "1,200 rows".
std::string counted(std::size_t count, std::string_view thing);

}  // namespace loadgate
