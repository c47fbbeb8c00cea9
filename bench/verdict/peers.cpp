// SPDX-License-Identifier: Apache-2.0
#include "verdict/peers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "stats/distributions.h"

namespace loadgate::verdict_bench {
namespace {

constexpr std::size_t replicates = 1000;

/// One gamma variate of shape >= 1 (Marsaglia & Tsang, ACM TOMS 26, 2000).
double draw_gamma(double shape, Random& random) {
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random.normal();
    const double root = 1 + c * x;
    const double v = root * root * root;
    if (root > 0 && std::log(random.unit()) < x * x / 2 + d - d * v + d * std::log(v)) {
      return d * v;
    }
  }
}

/// The p95 of a sample drawn with replacement from these values in order. Its place among them is
/// that of the k-th of n uniform numbers, a beta variate: no sample has to be drawn.
double resampled_p95(const std::vector<double>& sorted, Random& random) {
  const auto n = static_cast<double>(sorted.size());
  const double k = std::ceil(0.95 * n);
  const double below = draw_gamma(k, random);
  const double above = draw_gamma(n - k + 1, random);
  const double place = below / (below + above) * n;
  return sorted[std::min(static_cast<std::size_t>(place), sorted.size() - 1)];
}

}  // namespace

RequestTests::RequestTests(std::vector<double> base, std::vector<double> candidate, Random& random)
    : base_(std::move(base)), candidate_(std::move(candidate)), bootstrap_lower_(0) {
  std::ranges::sort(base_);
  std::ranges::sort(candidate_);
  std::vector<double> differences;
  for (std::size_t index = 0; index < replicates; ++index) {
    differences.push_back(resampled_p95(candidate_, random) - resampled_p95(base_, random));
  }
  const auto place = differences.begin() + replicates / 20 - 1;
  std::ranges::nth_element(differences, place);
  bootstrap_lower_ = *place;
}

double RequestTests::mann_whitney_p(double effect) const {
  double faster_bases = 0;
  std::size_t below = 0;
  for (const double value : candidate_) {
    while (below < base_.size() && base_[below] < value + effect) {
      ++below;
    }
    faster_bases += static_cast<double>(below);
  }
  const auto n = static_cast<double>(base_.size());
  const auto m = static_cast<double>(candidate_.size());
  return normal_tail((faster_bases - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12));
}

}  // namespace loadgate::verdict_bench
