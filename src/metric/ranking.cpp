// SPDX-License-Identifier: Apache-2.0
#include "metric/ranking.h"

#include <algorithm>
#include <numeric>

#include "base/integers.h"

namespace loadgate {

std::uint64_t nearest_rank(Rational p, std::uint64_t count) {
  const auto denominator = static_cast<UnsignedInt128>(p.denominator);
  const UnsignedInt128 product = static_cast<UnsignedInt128>(p.numerator) * count;
  const auto rank = static_cast<std::uint64_t>((product + denominator - 1) / denominator);
  return std::clamp<std::uint64_t>(rank, 1, count);
}

void Ranking::Places::add(std::uint64_t count) {
  if (count != 1 && ranks_.empty()) {
    ranks_.resize(entries_);
    std::iota(ranks_.begin(), ranks_.end(), std::uint64_t{1});
  }
  ++entries_;
  count_ += count;
  if (count != 1 || !ranks_.empty()) {
    ranks_.push_back(count_);
  }
}

std::size_t Ranking::Places::of(std::uint64_t rank) const {
  return ranks_.empty()
             ? rank - 1
             : static_cast<std::size_t>(std::ranges::lower_bound(ranks_, rank) - ranks_.begin());
}

Ranking::Ranking(std::vector<Observation> observations) : observations_(std::move(observations)) {
  std::ranges::sort(observations_, {}, &Observation::value);
  for (const Observation& observation : observations_) {
    places_.add(observation.count);
    if (!observation.is_censored) {
      answered_.push_back(observation.value);
      answered_places_.add(observation.count);
    }
  }
}

Figure Ranking::at_rank(std::uint64_t rank) const {
  const double at_least = observations_[places_.of(rank)].value;
  const bool is_certain =
      rank <= answered_places_.count() && answered_[answered_places_.of(rank)] <= at_least;
  return Figure{.value = at_least, .is_censored = !is_certain, .count = count()};
}

Figure Ranking::sum_over(double divisor) const {
  // Whole nanoseconds and bytes add up exactly in 64 bits of mantissa: the order does not matter.
  long double sum = 0;
  for (const Observation& observation : observations_) {
    sum +=
        static_cast<long double>(observation.value) * static_cast<long double>(observation.count);
  }
  return Figure{.value = static_cast<double>(sum / divisor),
                .is_censored = answered_places_.count() < count(),
                .count = count()};
}

std::optional<Figure> Ranking::figure(Statistic statistic) const {
  if (observations_.empty() || statistic == Statistic::value) {
    return std::nullopt;
  }
  if (statistic == Statistic::mean) {
    return sum_over(static_cast<double>(count()));
  }
  if (statistic == Statistic::total) {
    return sum_over(1);
  }
  if (statistic == Statistic::max) {
    return at_rank(count());
  }
  const auto row = std::ranges::find(all_statistics(), statistic, &StatisticName::statistic);
  return at_rank(nearest_rank(row->quantile, count()));
}

std::optional<Figure> summarise(std::vector<Observation> observations, Statistic statistic) {
  return Ranking(std::move(observations)).figure(statistic);
}

}  // namespace loadgate
