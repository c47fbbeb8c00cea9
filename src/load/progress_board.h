// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/units.h"
#include "load/clock.h"

namespace loadgate {

/// Latencies counted in buckets about 3 % wide: good for a live line, never for a gate.
inline constexpr std::size_t latency_buckets = 2048;  // 64 octaves of 32
std::size_t latency_bucket(std::int64_t nanoseconds);
/// The middle of a bucket, ns.
double bucket_latency(std::size_t bucket);

/// Requests under way are counted by the tenth of a second in which they were to go, of the last
/// seven minutes: older ones look younger by as much.
inline constexpr std::size_t waiting_slices = 4096;

/// Written by one worker, read by the coordinator while it writes.
class ProgressBoard {
 public:
  void count_started();  ///< a flow
  void count_finished(bool is_error);
  void count_latency(std::int64_t nanoseconds);
  void set_in_flight(std::size_t requests);
  /// A request that was to go at `since` is under way, or is no more.
  void count_waiting(Instant since, int difference);

  std::uint64_t started() const { return started_.load(std::memory_order_relaxed); }
  std::uint64_t finished() const { return finished_.load(std::memory_order_relaxed); }
  std::uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }
  std::uint64_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  std::uint32_t waiting_in(std::size_t slice) const {
    return waiting_[slice].load(std::memory_order_relaxed);
  }
  std::uint32_t latencies_in(std::size_t bucket) const {
    return latencies_[bucket].load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> started_{0};
  std::atomic<std::uint64_t> finished_{0};
  std::atomic<std::uint64_t> errors_{0};
  std::atomic<std::uint64_t> in_flight_{0};
  std::array<std::atomic<std::uint32_t>, latency_buckets> latencies_{};
  std::array<std::atomic<std::uint32_t>, waiting_slices> waiting_{};
};

/// What all boards together showed at a moment.
struct ProgressView {
  Instant when;
  std::uint64_t started;
  std::uint64_t finished;
  std::uint64_t errors;
  std::uint64_t in_flight;
  std::vector<std::uint32_t> latencies;  ///< by bucket
  struct Waiting {
    Instant since;  ///< or before
    std::uint32_t requests;
  };
  std::vector<Waiting> waiting = {};  ///< under way
};
ProgressView view_of(const std::vector<const ProgressBoard*>& boards, Instant now);

/// Nearest rank over the latencies that came between two views, ns; nothing where none did.
std::optional<double> latency_between(const ProgressView& from, const ProgressView& to,
                                      Rational quantile);

/// The same with those under way for longer than `limit`: each will take at least its present age,
/// which is all that a service without answers ever shows.
std::optional<double> latency_with_waiting(const ProgressView& from, ProgressView to,
                                           Rational quantile, double limit);

/// Where the run is at a moment.
struct ProgressMoment {
  std::size_t phase;
  Instant now;
  Instant phase_end;  ///< when its last flow could start; -1: not known yet
};

/// What the boards showed a few seconds ago, in the same phase, and now: rate and p95 of the time
/// between.
class ProgressWindow {
 public:
  void look(const std::vector<const ProgressBoard*>& boards, const ProgressMoment& moment);
  /// Flows; the drain after a phase is no part of the time.
  double started_per_second() const;
  double p95_ns() const;  ///< 0: nothing finished
  std::uint64_t finished() const { return views_.back().finished; }
  std::uint64_t errors() const { return views_.back().errors; }
  std::uint64_t in_flight() const { return views_.back().in_flight; }

 private:
  std::deque<ProgressView> views_;
  std::size_t phase_ = 0;
};

}  // namespace loadgate
