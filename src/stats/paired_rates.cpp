// SPDX-License-Identifier: Apache-2.0
#include "stats/paired_rates.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/fisher.h"

namespace loadgate {
namespace {

double binomial_variance(const RateCount& count) {
  const double share = share_of(count);
  return share * (1 - share) / count.total;
}

/// The same slices, had the candidate had so many events.
PairedRates imagine(const PairedRates& rates, double events) {
  PairedRates imagined = rates;
  imagined.candidate.events = events;
  imagined.mean.estimate = share_of(imagined.candidate) - share_of(rates.base);
  const double least =
      std::sqrt(binomial_variance(imagined.candidate) + binomial_variance(rates.base));
  imagined.mean.standard_error = std::max(rates.mean.standard_error, least);
  return imagined;
}

/// The least whole count in (low, high] at which `holds` is true; it is at `high`, and stays so.
template <typename Holds>
double first_count(double low, double high, Holds holds) {
  while (high - low > 1) {
    const double middle = std::floor(std::midpoint(low, high));
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

PairedRates compare_rate_pairs(std::span<const RateCount> candidate,
                               std::span<const RateCount> base) {
  assert(candidate.size() == base.size());
  std::vector<double> differences;
  for (std::size_t slice = 0; slice < base.size(); ++slice) {
    assert(candidate[slice].total > 0 && base[slice].total > 0);
    differences.push_back(share_of(candidate[slice]) - share_of(base[slice]));
  }
  return {
      .mean = mean_difference(differences), .candidate = sum_of(candidate), .base = sum_of(base)};
}

double p_of_no_increase(const PairedRates& rates) {
  return fisher_p(rates.candidate, rates.base);
}

bool is_rate_violated(const PairedRates& rates, const RateRule& rule) {
  const double extra = rates.candidate.events - rates.candidate.total * share_of(rates.base);
  // Counts are whole numbers: this much absorbs the rounding of the product above.
  constexpr double rounding = 1e-9;
  return extra + rounding >= rule.min_extra && rates.mean.estimate > rule.min_delta &&
         lower_bound(rates.mean, rule.alpha) > rule.tolerance;
}

std::optional<double> smallest_difference_seen(const PairedRates& rates, const RateRule& rule) {
  const auto is_beyond = [&](double events) {
    return is_rate_violated(imagine(rates, events), rule);
  };
  const auto is_sure = [&](double events) {
    return p_of_no_increase(imagine(rates, events)) <= rule.family_alpha;
  };
  const double all = std::floor(rates.candidate.total);
  if (!is_beyond(all) || !is_sure(all)) {
    return std::nullopt;
  }
  double events = first_count(0, all, is_beyond);
  // Fisher's test costs much more than the other two, which mostly ask for more than it does.
  if (!is_sure(events)) {
    events = first_count(events, all, is_sure);
  }
  return imagine(rates, events).mean.estimate;
}

}  // namespace loadgate
