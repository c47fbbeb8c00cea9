// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "judge/draft.h"

namespace loadgate {

/// The smallest change that this comparison would have failed in 4 runs of 5, relative or in
/// points; for shares against a pool the smallest that would have failed now. `blocking`: the
/// comparisons that share the error of the gate.
std::optional<double> change_seen(const Case& judged, const Draft& draft, std::size_t blocking);

}  // namespace loadgate
