// SPDX-License-Identifier: Apache-2.0
#include "run/slices.h"

#include <algorithm>

#include "base/units.h"
#include "run/readings.h"

namespace loadgate {
namespace {

constexpr std::size_t most_slices = 4096;

void add_sorted(std::vector<BucketCount>& counts, const BucketCount& more) {
  const auto place = std::ranges::lower_bound(counts, more.bucket, {}, &BucketCount::bucket);
  if (place != counts.end() && place->bucket == more.bucket) {
    place->count += more.count;
  } else {
    counts.insert(place, more);
  }
}

void add_slice(SliceCounts& into, const SliceCounts& from) {
  into.started += from.started;
  into.errors += from.errors;
  for (const BucketCount& counted : from.latencies) {
    add_sorted(into.latencies, counted);
  }
}

}  // namespace

void Slices::add(const Sample& sample, std::uint64_t count) {
  // What was never sent has no moment of its own but the planned one.
  const bool is_sent = sample.dispatched >= 0;
  SliceCounts& last = at(is_sent ? sample.finished : sample.intended);
  last.errors += is_error(sample.outcome) ? count : 0;
  if (const auto latency = is_sent ? read_latency(sample) : std::nullopt) {
    add_sorted(last.latencies, {.bucket = coarse_buckets.of(latency->value), .count = count});
  }
  if (is_sent) {
    at(sample.dispatched).started += count;
  }
}

void Slices::add(std::int64_t slice_seconds, const std::vector<SliceCounts>& slices) {
  while (seconds_ < slice_seconds) {
    widen();
  }
  for (std::size_t index = 0; index < slices.size(); ++index) {
    add_slice(at(static_cast<std::int64_t>(index) * slice_seconds * one_second), slices[index]);
  }
}

SliceCounts& Slices::at(std::int64_t moment) {
  const std::int64_t second = std::max<std::int64_t>(moment, 0) / one_second;
  while (static_cast<std::size_t>(second / seconds_) >= most_slices) {
    widen();
  }
  const auto index = static_cast<std::size_t>(second / seconds_);
  if (index >= slices_.size()) {
    slices_.resize(index + 1);
  }
  return slices_[index];
}

void Slices::widen() {
  std::vector<SliceCounts> wide((slices_.size() + 1) / 2);
  for (std::size_t index = 0; index < slices_.size(); ++index) {
    add_slice(wide[index / 2], slices_[index]);
  }
  slices_ = std::move(wide);
  seconds_ *= 2;
}

}  // namespace loadgate
