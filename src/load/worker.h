// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "load/flow_runner.h"
#include "load/phase_clock.h"
#include "load/user_pool.h"

namespace loadgate {

/// An arrival later than this is not sent: the load would be another one than planned. A worker
/// never waits for the server, so such a delay is its own: `generator_dropped`.
inline constexpr std::int64_t patience_ns = 1'000'000'000;
/// What a request may take beyond its timeout before the end of the run cuts it.
inline constexpr std::int64_t drain_margin_ns = 250'000'000;

/// One thread's share of the load and one transport. Has nothing in common with others but the
/// phase clock.
class Worker {
 public:
  Worker(const WorkerSetup& setup, PhaseClock& phases, std::unique_ptr<Transport> transport);

  /// Until every phase is over and drained, or until the signal.
  void run();
  WorkerRecord take_record() { return std::move(record_); }

 private:
  struct NextArrival {
    std::size_t flow;
    Instant intended;
    Result<WireRequest> request;  ///< written before its time, so that it goes out in time
  };

  bool is_stopped() const {
    return setup_.context.stop.load(std::memory_order_relaxed) != 0 || setup_.brake.is_on();
  }
  void look_at_budget();
  bool is_over(Instant now) const;
  bool is_draining(Instant now) const;
  void enter_due_phases();
  void enter(std::size_t phase);
  bool prepare_arrival();
  void start_due_arrivals();
  void start(NextArrival arrival);
  void keep_due_appointments();
  void keep(const Appointment& appointment);
  void settle_ended_flows();
  void count_iteration(std::size_t phase);
  void breathe();
  Instant deadline() const;
  Instant drain_limit() const;

  WorkerSetup setup_;
  PhaseClock& phases_;
  std::unique_ptr<Transport> transport_;
  Agenda agenda_;
  FlowRunner runner_;
  UserPool users_;
  std::optional<ArrivalSequence> arrivals_;
  std::optional<NextArrival> next_;
  std::size_t next_phase_ = 0;
  std::uint64_t iterations_left_ = 0;
  std::size_t sent_without_reading_ = 0;
  std::int64_t longest_flow_ = 0;
  WorkerRecord record_;
};

}  // namespace loadgate
