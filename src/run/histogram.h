// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace loadgate {

/// Buckets of whole numbers whose width grows with the number, as HdrHistogram has them (Gil Tene):
/// below 2^(bits+1) each number is a bucket, above that each power of two has 2^bits of them.
struct Buckets {
  int bits;

  /// Negative numbers count as 0.
  std::uint32_t of(std::int64_t value) const;
  /// The middle of a bucket: at most 1/2^(bits+1) of itself away from every number in it.
  std::int64_t value(std::uint32_t bucket) const;
  /// How far a number may be from the middle of its bucket, which is `middle`.
  double error_of(double middle) const {
    const auto parts = static_cast<double>(std::int64_t{2} << bits);
    return middle < parts ? 0 : middle / parts;
  }
  /// One more than the last bucket.
  std::uint32_t end() const { return of(INT64_MAX) + 1; }
};

/// 1,024 buckets a power of two: numbers are off by less than 0.05 %.
inline constexpr Buckets three_digits{.bits = 10};

struct BucketCount {
  std::uint32_t bucket;
  std::uint64_t count;
  bool operator==(const BucketCount&) const = default;
};

/// Whole numbers, counted with three significant digits. Adding two histograms is exact: it is what
/// one histogram of all their numbers would be.
class Histogram {
 public:
  void add(std::int64_t value, std::uint64_t count = 1) { add_to(three_digits.of(value), count); }
  void add_to(std::uint32_t bucket, std::uint64_t count);
  void add(const Histogram& other);
  std::uint64_t count() const { return count_; }
  /// What was counted, in order.
  std::vector<BucketCount> counts() const;
  bool operator==(const Histogram& other) const { return counts() == other.counts(); }

 private:
  // A block a power of two, made when it is needed: latencies lie close together.
  std::vector<std::vector<std::uint64_t>> blocks_;
  std::uint64_t count_ = 0;
};

}  // namespace loadgate
