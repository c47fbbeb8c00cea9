// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace loadgate {

/// "did you mean 'rate'?" for the closest candidate within an edit distance (Damerau-Levenshtein)
/// of a third of the word, else the list "expected one of: …" (at most 12 names).
std::string spelling_hint(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace loadgate
