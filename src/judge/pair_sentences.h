// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "judge/draft.h"

namespace loadgate {

/// Why pairs that are not beyond the tolerance are no pass.
std::string why_pairs_are_unclear(const Draft& draft);

/// Too many requests got no answer for the pairs to say more.
bool is_censored_pair(const Draft& draft);

}  // namespace loadgate
