// SPDX-License-Identifier: Apache-2.0
#include "stats/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"

namespace loadgate {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t most_blocks = 1000;

/// The k-th smallest with k = ceil(share * size), at least the first.
double nearest_rank(std::vector<double> values, double share) {
  const auto size = static_cast<double>(values.size());
  const auto k = static_cast<std::size_t>(std::clamp(std::ceil(share * size), 1.0, size));
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::ranges::nth_element(values, place);
  return *place;
}

Interval interval_of(const std::vector<double>& values, double alpha) {
  return {nearest_rank(values, alpha), nearest_rank(values, 1 - alpha)};
}

/// ceil(p * count), at least 1.
std::uint64_t rank_of(Rational p, std::uint64_t count) {
  const auto top = static_cast<std::uint64_t>(p.numerator) * count;
  const auto bottom = static_cast<std::uint64_t>(p.denominator);
  return std::max<std::uint64_t>(1, (top + bottom - 1) / bottom);
}

}  // namespace

BlockBootstrap::BlockBootstrap(std::vector<TimedValue> values, BootstrapKey key)
    : values_(std::move(values)) {
  std::ranges::sort(values_, {},
                    [](const TimedValue& value) { return std::pair(value.at, value.value); });
  if (values_.empty()) {
    return;
  }
  const std::int64_t start = values_.front().at;
  const std::int64_t length = values_.back().at - start + 1;
  const std::int64_t block = std::max(second, length / most_blocks);
  const std::int64_t count = (length + block - 1) / block;
  if (count < least_blocks) {
    return;
  }
  blocks_each_ = static_cast<std::size_t>(count);
  length_scale_ = static_cast<double>(length) / static_cast<double>(count * block);
  blocks_.reserve(blocks_each_ * replicates);
  const auto position_of = [this](std::int64_t at) {
    const auto place = std::ranges::lower_bound(values_, at, {}, &TimedValue::at);
    return static_cast<std::uint32_t>(place - values_.begin());
  };
  const auto starts = static_cast<std::uint64_t>(length - block + 1);
  for (std::uint32_t index = 0; index < replicates; ++index) {
    for (std::uint32_t draw = 0; draw < blocks_each_; ++draw) {
      const DrawKey draw_key{.seed = key.seed,
                             .purpose = Purpose::bootstrap,
                             .scenario = 0,
                             .owner = key.finding,
                             .iteration = index,
                             .draw = draw};
      const std::int64_t from = start + static_cast<std::int64_t>(draw_below(draw_key, starts));
      blocks_.push_back({position_of(from), position_of(from + block)});
    }
  }
}

std::span<const BlockBootstrap::Block> BlockBootstrap::replicate(int index) const {
  return std::span(blocks_).subspan(static_cast<std::size_t>(index) * blocks_each_, blocks_each_);
}

/// The `share` quantile over the replicates of their own quantile p, without sorting a replicate:
/// the smallest value v that reaches rank k in enough of them, found by bisection, because "at
/// most v" is counted for any block from one running sum.
double BlockBootstrap::replicate_quantile_bound(const std::vector<double>& sorted, Rational p,
                                                double share) const {
  std::vector<std::uint32_t> at_most(values_.size() + 1, 0);
  const auto reached = [&](double value) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      at_most[i + 1] = at_most[i] + (values_[i].value <= value ? 1 : 0);
    }
    int hits = 0;
    for (int index = 0; index < replicates; ++index) {
      std::uint64_t size = 0;
      std::uint64_t below = 0;
      for (const Block& block : replicate(index)) {
        size += block.end - block.first;
        below += at_most[block.end] - at_most[block.first];
      }
      hits += below >= rank_of(p, size) ? 1 : 0;
    }
    return hits >= static_cast<int>(std::ceil(share * replicates));
  };
  const auto place = std::partition_point(sorted.begin(), sorted.end() - 1,
                                          [&](double value) { return !reached(value); });
  return *place;
}

std::optional<Interval> BlockBootstrap::quantile(Rational p, double alpha) const {
  if (blocks_.empty()) {
    return std::nullopt;
  }
  std::vector<double> sorted;
  sorted.reserve(values_.size());
  for (const TimedValue& value : values_) {
    sorted.push_back(value.value);
  }
  std::ranges::sort(sorted);
  return Interval{replicate_quantile_bound(sorted, p, alpha),
                  replicate_quantile_bound(sorted, p, 1 - alpha)};
}

std::vector<double> BlockBootstrap::each_quantile(Rational p) const {
  std::vector<double> quantiles;
  std::vector<double> drawn;
  for (int index = 0; index < replicates && !blocks_.empty(); ++index) {
    drawn.clear();
    for (const Block& block : replicate(index)) {
      for (std::uint32_t i = block.first; i < block.end; ++i) {
        drawn.push_back(values_[i].value);
      }
    }
    if (!drawn.empty()) {
      const auto place = drawn.begin() + static_cast<std::ptrdiff_t>(rank_of(p, drawn.size()) - 1);
      std::ranges::nth_element(drawn, place);
      quantiles.push_back(*place);
    }
  }
  return quantiles;
}

std::vector<double> BlockBootstrap::each_mean() const {
  std::vector<double> means;
  if (blocks_.empty()) {
    return means;
  }
  for (const Sum& sum : replicate_sums()) {
    if (sum.count > 0) {
      means.push_back(sum.value / static_cast<double>(sum.count));
    }
  }
  return means;
}

std::vector<BlockBootstrap::Sum> BlockBootstrap::replicate_sums() const {
  std::vector<double> running(values_.size() + 1, 0.0);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    running[i + 1] = running[i] + values_[i].value;
  }
  std::vector<Sum> sums;
  for (int index = 0; index < replicates; ++index) {
    Sum sum{0, 0};
    for (const Block& block : replicate(index)) {
      sum.value += running[block.end] - running[block.first];
      sum.count += block.end - block.first;
    }
    sums.push_back(sum);
  }
  return sums;
}

std::optional<Interval> BlockBootstrap::mean(double alpha) const {
  if (blocks_.empty()) {
    return std::nullopt;
  }
  const std::vector<double> means = each_mean();
  return means.empty() ? std::nullopt : std::optional(interval_of(means, alpha));
}

std::optional<Interval> BlockBootstrap::total(double alpha) const {
  if (blocks_.empty()) {
    return std::nullopt;
  }
  std::vector<double> totals;
  for (const Sum& sum : replicate_sums()) {
    totals.push_back(sum.value * length_scale_);
  }
  return interval_of(totals, alpha);
}

}  // namespace loadgate
