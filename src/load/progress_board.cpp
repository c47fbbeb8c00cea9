// SPDX-License-Identifier: Apache-2.0
#include "load/progress_board.h"

#include <algorithm>
#include <bit>

namespace loadgate {
namespace {

constexpr std::size_t buckets_of_an_octave = 32;
constexpr std::int64_t window_ns = 3'000'000'000;
constexpr std::int64_t slice_ns = 100'000'000;

std::size_t slice_of(Instant moment) {
  return static_cast<std::size_t>(moment / slice_ns) % waiting_slices;
}

void add_waiting(const ProgressBoard& board, ProgressView& view) {
  const std::int64_t present = view.when / slice_ns;
  for (std::int64_t age = 0; age < static_cast<std::int64_t>(waiting_slices); ++age) {
    const std::int64_t slice = present - age;
    const std::uint32_t requests =
        slice < 0 ? 0 : board.waiting_in(static_cast<std::size_t>(slice) % waiting_slices);
    if (requests > 0) {
      view.waiting.push_back(
          {.since = std::min(view.when, (slice + 1) * slice_ns), .requests = requests});
    }
  }
}

}  // namespace

std::size_t latency_bucket(std::int64_t nanoseconds) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0));
  if (value < buckets_of_an_octave) {
    return static_cast<std::size_t>(value);
  }
  const auto octave = static_cast<std::size_t>(std::bit_width(value)) - 6;  // 32-63: 0
  return (octave + 1) * buckets_of_an_octave + static_cast<std::size_t>((value >> octave) - 32);
}

double bucket_latency(std::size_t bucket) {
  if (bucket < buckets_of_an_octave) {
    return static_cast<double>(bucket);
  }
  const std::size_t octave = bucket / buckets_of_an_octave - 1;
  const double low = static_cast<double>(bucket % buckets_of_an_octave + 32);
  return (low + 0.5) * static_cast<double>(std::uint64_t{1} << octave);
}

void ProgressBoard::count_started() {
  started_.fetch_add(1, std::memory_order_relaxed);
}

void ProgressBoard::count_finished(bool is_error) {
  finished_.fetch_add(1, std::memory_order_relaxed);
  errors_.fetch_add(is_error ? 1U : 0U, std::memory_order_relaxed);
}

void ProgressBoard::count_latency(std::int64_t nanoseconds) {
  latencies_[latency_bucket(nanoseconds)].fetch_add(1, std::memory_order_relaxed);
}

void ProgressBoard::set_in_flight(std::size_t requests) {
  in_flight_.store(requests, std::memory_order_relaxed);
}

void ProgressBoard::count_waiting(Instant since, int difference) {
  // Wraps around for -1.
  waiting_[slice_of(since)].fetch_add(static_cast<std::uint32_t>(difference),
                                      std::memory_order_relaxed);
}

ProgressView view_of(const std::vector<const ProgressBoard*>& boards, Instant now) {
  ProgressView view{.when = now,
                    .started = 0,
                    .finished = 0,
                    .errors = 0,
                    .in_flight = 0,
                    .latencies = std::vector<std::uint32_t>(latency_buckets)};
  for (const ProgressBoard* board : boards) {
    view.started += board->started();
    view.finished += board->finished();
    view.errors += board->errors();
    view.in_flight += board->in_flight();
    for (std::size_t bucket = 0; bucket < latency_buckets; ++bucket) {
      view.latencies[bucket] += board->latencies_in(bucket);
    }
    add_waiting(*board, view);
  }
  return view;
}

std::optional<double> latency_between(const ProgressView& from, const ProgressView& to,
                                      Rational quantile) {
  std::uint64_t total = 0;
  for (std::size_t bucket = 0; bucket < latency_buckets; ++bucket) {
    total += to.latencies[bucket] - from.latencies[bucket];
  }
  const auto numerator = static_cast<std::uint64_t>(quantile.numerator);
  const auto denominator = static_cast<std::uint64_t>(quantile.denominator);
  const std::uint64_t rank = (total * numerator + denominator - 1) / denominator;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < latency_buckets && total > 0; ++bucket) {
    seen += to.latencies[bucket] - from.latencies[bucket];
    if (seen >= rank) {
      return bucket_latency(bucket);
    }
  }
  return std::nullopt;
}

std::optional<double> latency_with_waiting(const ProgressView& from, ProgressView to,
                                           Rational quantile, double limit) {
  for (const ProgressView::Waiting& each : to.waiting) {
    const std::int64_t age = to.when - each.since;
    if (static_cast<double>(age) > limit) {
      to.latencies[latency_bucket(age)] += each.requests;
    }
  }
  return latency_between(from, to, quantile);
}

void ProgressWindow::look(const std::vector<const ProgressBoard*>& boards,
                          const ProgressMoment& moment) {
  const Instant now = moment.phase_end < 0 ? moment.now : std::min(moment.now, moment.phase_end);
  ProgressView view = view_of(boards, now);
  if (moment.phase != phase_ && !views_.empty()) {
    views_.erase(views_.begin(), views_.end() - 1);
    phase_ = moment.phase;
  }
  if (views_.size() > 1 && views_.back().when == now) {
    views_.pop_back();
  }
  views_.push_back(std::move(view));
  while (views_.size() > 2 && views_[1].when <= now - window_ns) {
    views_.pop_front();
  }
}

double ProgressWindow::started_per_second() const {
  const auto span = static_cast<double>(views_.back().when - views_.front().when);
  const auto count = static_cast<double>(views_.back().started - views_.front().started);
  return span > 0 ? count * 1e9 / span : 0;
}

double ProgressWindow::p95_ns() const {
  constexpr Rational p95{19, 20};
  return latency_between(views_.front(), views_.back(), p95).value_or(0);
}

}  // namespace loadgate
