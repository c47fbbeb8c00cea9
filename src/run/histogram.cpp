// SPDX-License-Identifier: Apache-2.0
#include "run/histogram.h"

#include <algorithm>
#include <bit>

namespace loadgate {
namespace {

constexpr std::uint32_t block_size = 1U << 10U;

}  // namespace

std::uint32_t Buckets::of(std::int64_t value) const {
  const auto number = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
  const int shift =
      std::max(static_cast<int>(std::bit_width(number)) - static_cast<int>(bits) - 1, 0);
  return (static_cast<std::uint32_t>(shift) << bits) + static_cast<std::uint32_t>(number >> shift);
}

std::int64_t Buckets::value(std::uint32_t bucket) const {
  const std::uint32_t of_a_power = 1U << bits;
  if (bucket < 2 * of_a_power) {
    return bucket;
  }
  const std::uint32_t shift = bucket / of_a_power - 1;
  const std::int64_t low = std::int64_t{bucket - (shift << bits)} << shift;
  return low + (std::int64_t{1} << (shift - 1));
}

void Histogram::add_to(std::uint32_t bucket, std::uint64_t count) {
  const std::size_t block = bucket / block_size;
  if (block >= blocks_.size()) {
    blocks_.resize(block + 1);
  }
  if (blocks_[block].empty()) {
    blocks_[block].resize(block_size);
  }
  blocks_[block][bucket % block_size] += count;
  count_ += count;
}

void Histogram::add(const Histogram& other) {
  for (const BucketCount& counted : other.counts()) {
    add_to(counted.bucket, counted.count);
  }
}

std::vector<BucketCount> Histogram::counts() const {
  std::vector<BucketCount> counts;
  for (std::uint32_t block = 0; block < blocks_.size(); ++block) {
    for (std::uint32_t place = 0; place < blocks_[block].size(); ++place) {
      if (blocks_[block][place] > 0) {
        counts.push_back({.bucket = block * block_size + place, .count = blocks_[block][place]});
      }
    }
  }
  return counts;
}

}  // namespace loadgate
