// SPDX-License-Identifier: Apache-2.0
#include "stats/signed_rank.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <vector>

#include "stats/distributions.h"

namespace loadgate {
namespace {

/// Ranks of the sizes of differences that are not zero, doubled so that mid-ranks are whole, with
/// the sum of those that belong to positive ones.
struct DoubledRanks {
  std::vector<std::uint64_t> ranks;
  std::uint64_t positive;
  double ties;  ///< Σ(t³ − t) over groups of t equal sizes
};

DoubledRanks rank_sizes(std::span<const double> differences) {
  std::vector<double> ordered;
  std::ranges::copy_if(differences, std::back_inserter(ordered),
                       [](double difference) { return difference != 0; });
  std::ranges::sort(ordered, {}, [](double difference) { return std::abs(difference); });
  DoubledRanks result{.ranks = {}, .positive = 0, .ties = 0};
  for (std::size_t first = 0; first < ordered.size();) {
    const double size = std::abs(ordered[first]);
    std::size_t end = first;
    while (end < ordered.size() && std::abs(ordered[end]) == size) {
      ++end;
    }
    // The places first+1 … end share the mean of their ranks; twice that is their ends' sum.
    const std::uint64_t doubled = first + 1 + end;
    const auto group = static_cast<double>(end - first);
    result.ties += group * (group * group - 1);
    for (; first < end; ++first) {
      result.ranks.push_back(doubled);
      result.positive += ordered[first] > 0 ? doubled : 0;
    }
  }
  return result;
}

/// P(T = t) for each t up to `most`, where each rank is in the sum with probability one half. One
/// rank after the other; a sum is made of smaller ones only, so nothing beyond `most` is needed.
std::vector<double> distribution_of(const std::vector<std::uint64_t>& ranks, std::uint64_t most) {
  std::vector<double> chances{1.0};
  chances.reserve(most + 1);
  for (const std::uint64_t rank : ranks) {
    chances.resize(std::min<std::size_t>(chances.size() + rank, most + 1), 0.0);
    for (std::size_t t = chances.size(); t-- > 0;) {
      chances[t] = 0.5 * (chances[t] + (t >= rank ? chances[t - rank] : 0.0));
    }
  }
  return chances;
}

/// P(T <= most).
double chance_up_to(const std::vector<std::uint64_t>& ranks, std::uint64_t most) {
  const std::vector<double> chances = distribution_of(ranks, most);
  return std::accumulate(chances.begin(), chances.end(), 0.0);
}

/// Mean and variance of T⁺; ties take (Σ t³ − t)/48 from the variance.
struct Moments {
  double mean;
  double deviation;
};

Moments moments_of(std::size_t count, double ties) {
  const auto n = static_cast<double>(count);
  return {.mean = n * (n + 1) / 4,
          .deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48)};
}

}  // namespace

double signed_rank_p(std::span<const double> differences) {
  const DoubledRanks seen = rank_sizes(differences);
  if (seen.ranks.size() > most_exact_pairs) {
    const Moments moments = moments_of(seen.ranks.size(), seen.ties);
    const double t = static_cast<double>(seen.positive) / 2;
    return normal_tail((t - 0.5 - moments.mean) / moments.deviation);
  }
  const std::uint64_t sum = std::accumulate(seen.ranks.begin(), seen.ranks.end(), std::uint64_t{0});
  // The distribution is symmetric: the smaller tail is the quicker and the more exact one.
  if (2 * seen.positive > sum) {
    return chance_up_to(seen.ranks, sum - seen.positive);
  }
  return seen.positive == 0 ? 1.0 : 1 - chance_up_to(seen.ranks, seen.positive - 1);
}

std::size_t walsh_rank(std::size_t pairs, double level) {
  assert(level > 0 && level <= 0.5);
  if (pairs > most_exact_pairs) {
    const Moments moments = moments_of(pairs, 0);
    const double most = moments.mean - 0.5 + normal_quantile(level) * moments.deviation;
    return most < 0 ? 0 : 1 + static_cast<std::size_t>(most);
  }
  std::vector<std::uint64_t> ranks(pairs);
  std::iota(ranks.begin(), ranks.end(), std::uint64_t{1});
  const std::vector<double> chances = distribution_of(ranks, pairs * (pairs + 1) / 4);
  double below = 0;
  std::size_t k = 0;
  while (k < chances.size() && below + chances[k] <= level) {
    below += chances[k];
    ++k;
  }
  return k;
}

}  // namespace loadgate
