// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "stats/signed_rank.h"

namespace loadgate {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The averages of all pairs of values, a value with itself included, by rank. They are never laid
/// out: 100,000 rows of data would make five thousand million of them.
class WalshAverages {
 public:
  /// `mixed`: the average of −∞ and +∞.
  WalshAverages(std::span<const double> values, double mixed)
      : sorted_(values.begin(), values.end()), mixed_(mixed) {
    assert(!values.empty());
    std::ranges::sort(sorted_);
  }

  std::uint64_t count() const { return sorted_.size() * (sorted_.size() + 1) / 2; }

  /// The rank-th smallest, from 1 to count(): the least double that so many do not exceed, found by
  /// halving the ordered set of all doubles.
  double at_rank(std::uint64_t rank) const {
    std::int64_t low = place_of(average(sorted_.front(), sorted_.front()));
    std::int64_t high = place_of(average(sorted_.back(), sorted_.back()));
    while (low < high) {
      const std::int64_t middle = low + static_cast<std::int64_t>(distance(low, high) / 2);
      if (count_up_to(double_at(middle)) >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return double_at(low);
  }

  double average(double low, double high) const {
    return low == -infinite && high == infinite ? mixed_ : (low + high) / 2;
  }

 private:
  /// How many averages are at most `most`. With the first value of a pair growing, fewer second
  /// ones fit, so one walk over both ends is enough.
  std::uint64_t count_up_to(double most) const {
    std::uint64_t found = 0;
    std::size_t end = sorted_.size();
    for (std::size_t first = 0; first < end; ++first) {
      while (end > first && average(sorted_[first], sorted_[end - 1]) > most) {
        --end;
      }
      found += end - first;
    }
    return found;
  }

  static std::uint64_t distance(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  }

  /// Doubles in order as whole numbers in order; both zeros are 0.
  static std::int64_t place_of(double value) {
    const auto bits = std::bit_cast<std::int64_t>(std::abs(value));
    return value < 0 ? -bits : bits;
  }
  static double double_at(std::int64_t place) {
    const double size = std::bit_cast<double>(place < 0 ? -place : place);
    return place < 0 ? -size : size;
  }

  std::vector<double> sorted_;
  double mixed_;
};

}  // namespace

double hodges_lehmann(std::span<const double> differences) {
  const WalshAverages averages(differences, 0);
  const std::uint64_t count = averages.count();
  const double upper = averages.at_rank(count / 2 + 1);
  return count % 2 == 1 ? upper : averages.average(averages.at_rank(count / 2), upper);
}

double walsh_lower(std::span<const double> differences, double level) {
  const std::size_t k = walsh_rank(differences.size(), level);
  return k == 0 ? -infinite : WalshAverages(differences, -infinite).at_rank(k);
}

double walsh_upper(std::span<const double> differences, double level) {
  const std::size_t k = walsh_rank(differences.size(), level);
  const WalshAverages averages(differences, infinite);
  return k == 0 ? infinite : averages.at_rank(averages.count() - k + 1);
}

}  // namespace loadgate
