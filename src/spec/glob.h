// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loadgate {

/// `*` stands for any text, `?` for one byte; everything else for itself. Rules name steps and
/// phases so.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace loadgate
