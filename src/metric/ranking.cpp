// SPDX-License-Identifier: Apache-2.0
#include "metric/ranking.h"

#include <algorithm>
#include <numeric>

#include "base/integers.h"

namespace loadgate {

std::size_t nearest_rank(Rational p, std::size_t count) {
  const auto denominator = static_cast<UnsignedInt128>(p.denominator);
  const UnsignedInt128 product = static_cast<UnsignedInt128>(p.numerator) * count;
  const auto rank = static_cast<std::size_t>((product + denominator - 1) / denominator);
  return std::clamp<std::size_t>(rank, 1, count);
}

Ranking::Ranking(std::vector<Observation> observations) : observations_(std::move(observations)) {
  std::ranges::sort(observations_, {}, &Observation::value);
  for (const Observation& observation : observations_) {
    if (!observation.is_censored) {
      answered_.push_back(observation.value);
    }
  }
}

Figure Ranking::at_rank(std::size_t rank) const {
  const double at_least = observations_[rank - 1].value;
  const bool is_certain = rank <= answered_.size() && answered_[rank - 1] <= at_least;
  return Figure{.value = at_least, .is_censored = !is_certain, .count = observations_.size()};
}

Figure Ranking::sum_over(double divisor) const {
  // Whole nanoseconds and bytes add up exactly in 64 bits of mantissa: the order does not matter.
  const long double sum = std::accumulate(
      observations_.begin(), observations_.end(), 0.0L,
      [](long double so_far, const Observation& next) { return so_far + next.value; });
  return Figure{.value = static_cast<double>(sum / divisor),
                .is_censored = answered_.size() < observations_.size(),
                .count = observations_.size()};
}

std::optional<Figure> Ranking::figure(Statistic statistic) const {
  if (observations_.empty() || statistic == Statistic::value) {
    return std::nullopt;
  }
  if (statistic == Statistic::mean) {
    return sum_over(static_cast<double>(observations_.size()));
  }
  if (statistic == Statistic::total) {
    return sum_over(1);
  }
  if (statistic == Statistic::max) {
    return at_rank(observations_.size());
  }
  const auto row = std::ranges::find(all_statistics(), statistic, &StatisticName::statistic);
  return at_rank(nearest_rank(row->quantile, observations_.size()));
}

std::optional<Figure> summarise(std::vector<Observation> observations, Statistic statistic) {
  return Ranking(std::move(observations)).figure(statistic);
}

}  // namespace loadgate
