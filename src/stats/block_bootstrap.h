// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/units.h"

namespace loadgate {

/// One observation and when it began, ns.
struct TimedValue {
  std::int64_t at;
  double value;
};

struct Interval {
  double low;
  double high;
  bool operator==(const Interval&) const = default;
};

/// What makes two bootstraps equal: same draws, same blocks.
struct BootstrapKey {
  std::uint64_t seed;
  std::uint32_t finding;  ///< hash of the finding's key
};

/// Moving block bootstrap (Künsch, Annals of Statistics 17, 1989): a replicate is the time from
/// first to last observation, laid out again from blocks of 1 s with random starts, so that what
/// happens together stays together. 1,000 replicates; blocks are longer beyond 1,000 s.
class BlockBootstrap {
 public:
  /// `values` in any order. Nothing can be said about less than `least_blocks` blocks.
  BlockBootstrap(std::vector<TimedValue> values, BootstrapKey key);

  static constexpr std::int64_t least_blocks = 5;
  static constexpr int replicates = 1000;

  // The alpha and 1 − alpha quantiles of the statistic over the replicates.
  std::optional<Interval> quantile(Rational p, double alpha) const;
  std::optional<Interval> mean(double alpha) const;
  // The statistic of each replicate, in their order; empty where nothing can be said.
  std::vector<double> each_quantile(Rational p) const;
  std::vector<double> each_mean() const;
  /// Of 1 s, or longer, that a replicate is laid out from; 0 where nothing can be said.
  std::size_t blocks() const { return blocks_each_; }

  /// Of the sum over the whole time.
  std::optional<Interval> total(double alpha) const;

 private:
  /// Positions in `values_` of the observations that began in a block.
  struct Block {
    std::uint32_t first;
    std::uint32_t end;
  };
  struct Sum {
    double value;
    std::uint64_t count;
  };
  std::vector<Sum> replicate_sums() const;
  std::span<const Block> replicate(int index) const;
  double replicate_quantile_bound(const std::vector<double>& sorted, Rational p,
                                  double share) const;

  std::vector<TimedValue> values_;  // by time
  std::vector<Block> blocks_;       // replicates * blocks_each_
  std::size_t blocks_each_ = 0;
  double length_scale_ = 1;  // whole blocks are a little longer than the time observed
};

}  // namespace loadgate
