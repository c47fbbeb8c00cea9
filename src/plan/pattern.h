// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// `*` stands for any text, `?` for one byte, everything else for itself; the empty pattern fits
/// every name.
bool matches_pattern(std::string_view pattern, std::string_view name);

/// Indices of the names that a rule's pattern means, in order. A pattern that is itself one of the
/// names means that name alone: "main/GET /items?page=2" is no wildcard then.
std::vector<std::size_t> select_names(std::string_view pattern, std::span<const std::string> names);

}  // namespace loadgate
