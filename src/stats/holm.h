// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace loadgate {

/// Holm's step-down test (Holm, Scandinavian Journal of Statistics 6, 1979): which of the
/// hypotheses are rejected while the chance of any false rejection stays at most `alpha`. In the
/// order of `p_values`.
std::vector<bool> holm_rejects(std::span<const double> p_values, double alpha);

}  // namespace loadgate
