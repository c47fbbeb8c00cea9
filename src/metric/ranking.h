// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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
  /// By value.
  const std::vector<Observation>& observations() const { return observations_; }
  std::uint64_t count() const { return places_.count(); }

 private:
  /// Which entry of a list in order holds a rank.
  class Places {
   public:
    void add(std::uint64_t count);
    std::size_t of(std::uint64_t rank) const;  ///< from 1 to count()
    std::uint64_t count() const { return count_; }

   private:
    std::uint64_t entries_ = 0;
    std::uint64_t count_ = 0;
    std::vector<std::uint64_t> ranks_;  // up to and with each entry; empty while each counts once
  };

  Figure at_rank(std::uint64_t rank) const;
  Figure sum_over(double divisor) const;

  std::vector<Observation> observations_;  // by value
  Places places_;
  std::vector<double> answered_;  // values that are not censored, in order
  Places answered_places_;
};

/// k = ceil(p * count), at least 1; exact. 0 <= p <= 1, count > 0.
std::uint64_t nearest_rank(Rational p, std::uint64_t count);

}  // namespace loadgate
