// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "metric/metric.h"

namespace loadgate {

/// Largest bucket's lower edge that is not above the value. Below 100 each integer is a bucket;
/// above, a decade has 100 buckets from 1 to 2, 150 to 5 and 100 to 10: none is wider than 1 % of
/// its edge, and edges are short decimal numbers, so that a stored histogram can be read. Negative
/// values count as 0.
std::uint64_t bucket_edge(double value);

/// Non-empty buckets in order, with their counts; censored observations at their age.
std::vector<std::pair<double, std::uint64_t>> histogram_of(
    std::span<const Observation> observations);

}  // namespace loadgate
