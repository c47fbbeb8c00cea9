// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loadgate {

/// Up to so many rules that can block the constants of `look_share` hold.
inline constexpr std::size_t most_rules_of_looks = 12;

/// c: which share of the level one of several planned looks may use, so that all together stay
/// within it. 1, 0.53, 0.39 for one, two, three looks at S, 3S/2, 2S pairs (Pocock, Biometrika 64,
/// 1977, recomputed for these sizes); beyond that, or beyond twelve rules, Bonferroni's 1/looks.
double look_share(std::size_t planned_looks, std::size_t blocking);

/// Pairs at each look: the first has `first`, each one after it half of that more.
std::vector<std::size_t> pairs_at_looks(std::size_t first, std::size_t planned_looks);

/// The chance that a mean of zero is rejected at one look or another, if each look uses the
/// one-sided level `each`: repeated significance tests on the growing sum (Armitage, McPherson &
/// Rowe, JRSS A 132, 1969), integrated numerically. To about 1e-6.
double total_level(std::span<const std::size_t> pairs, double each);

}  // namespace loadgate
