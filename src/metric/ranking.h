// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "metric/metric.h"

namespace loadgate {

/// Observations in order, so that several statistics cost one sort.
///
/// A censored observation stands at its age, the least that it can be, so a figure is never larger
/// than the truth. It is marked censored unless it would be the same if every censored observation
/// were infinitely large. So a request that is dropped instead of answered can raise a figure or
/// mark it, never lower it.
class Ranking {
 public:
  explicit Ranking(std::vector<Observation> observations);

  /// Nothing where there is no observation, and for Statistic::value, which is no statistic.
  std::optional<Figure> figure(Statistic statistic) const;
  const std::vector<Observation>& observations() const { return observations_; }

 private:
  Figure at_rank(std::size_t rank) const;
  Figure sum_over(double divisor) const;

  std::vector<Observation> observations_;  // by value
  std::vector<double> answered_;           // values that are not censored, in order
};

/// k = ceil(p * count), at least 1; exact. 0 <= p <= 1, count > 0.
std::size_t nearest_rank(Rational p, std::size_t count);

}  // namespace loadgate
