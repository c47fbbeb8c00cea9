// SPDX-License-Identifier: Apache-2.0
#include "stats/fisher.h"

#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>
#include <cassert>
#include <cmath>

namespace loadgate {
namespace {

/// Events of the candidate, given the margins of the table.
struct Table {
  double events;  ///< of both arms
  double sample;  ///< the candidate's requests
  double total;   ///< of both arms

  double least() const { return std::max(0.0, events + sample - total); }
  double most() const { return std::min(events, sample); }
  double mean() const { return events * sample / total; }

  double chance(double k) const {
    const boost::math::hypergeometric_distribution<double> distribution(
        static_cast<unsigned>(events), static_cast<unsigned>(sample), static_cast<unsigned>(total));
    return boost::math::pdf(distribution, static_cast<unsigned>(k));
  }
  /// P(k + 1) / P(k).
  double next_ratio(double k) const {
    return (events - k) * (sample - k) / ((k + 1) * (total - events - sample + k + 1));
  }
};

constexpr double negligible = 1e-20;

/// P(X >= first), `first` above the mean, so that the terms fall.
double upper_tail(const Table& table, double first) {
  double term = table.chance(first);
  double sum = 0;
  for (double k = first; k <= table.most() && term > sum * negligible; ++k) {
    sum += term;
    term *= table.next_ratio(k);
  }
  return sum;
}

/// P(X <= last), `last` at most the mean.
double lower_tail(const Table& table, double last) {
  double term = table.chance(last);
  double sum = 0;
  for (double k = last; k >= table.least() && term > sum * negligible; --k) {
    sum += term;
    term /= k > table.least() ? table.next_ratio(k - 1) : 1;
  }
  return sum;
}

}  // namespace

double fisher_p(const RateCount& candidate, const RateCount& base) {
  assert(candidate.total > 0 && base.total > 0);
  const Table table{.events = candidate.events + base.events,
                    .sample = candidate.total,
                    .total = candidate.total + base.total};
  if (candidate.events <= table.least()) {
    return 1;
  }
  if (candidate.events > table.mean()) {
    return std::min(upper_tail(table, candidate.events), 1.0);
  }
  return std::clamp(1 - lower_tail(table, candidate.events - 1), 0.0, 1.0);
}

}  // namespace loadgate
