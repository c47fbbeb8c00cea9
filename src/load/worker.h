// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "load/flow_runner.h"
#include "load/health.h"
#include "load/turn_clock.h"
#include "load/user_pool.h"
#include "load/window_arrivals.h"

namespace loadgate {

/// An arrival later than this is not sent: the load would be another one than planned. A worker
/// never waits for the server, so such a delay is its own: `generator_dropped`.
inline constexpr std::int64_t patience_ns = 1'000'000'000;
/// What a request may take beyond its timeout before the end of the run cuts it.
inline constexpr std::int64_t drain_margin_ns = 250'000'000;

/// One thread's share of the load and one transport. Has nothing in common with others but the
/// turn clock. Of several arms one at a time has flows under way.
class Worker {
 public:
  /// `arms`: one setup for each, alike but for what is sent where.
  Worker(std::vector<WorkerSetup> arms, TurnClock& turns, std::unique_ptr<Transport> transport);

  /// Until every turn is over and drained, or until the signal.
  void run();
  /// By arm.
  std::vector<WorkerRecord> take_records() { return std::move(records_); }

 private:
  struct NextArrival {
    std::size_t flow;
    Instant intended;
    Result<WireRequest> request;  ///< written before its time, so that it goes out in time
  };

  bool is_stopped() const {
    return setup_.context.stop.load(std::memory_order_relaxed) != 0 || setup_.brake.is_on();
  }
  FlowRunner& runner() { return runners_[arm_]; }
  const FlowRunner& runner() const { return runners_[arm_]; }
  bool is_waiting() const { return is_present_ && turns_.ends_by_workers(turn_); }
  void look_at_budget();
  bool is_over(Instant now) const;
  bool is_draining(Instant now) const;
  void enter_due_turns();
  void enter(std::size_t index);
  bool is_done() const;
  void finish_turn();
  bool prepare_arrival();
  void start_due_arrivals();
  void start(NextArrival arrival);
  void keep_due_appointments();
  void keep(const Appointment& appointment);
  void settle_ended_flows();
  void breathe();
  void take_records(Instant began, const ThreadTimes& before);
  Instant deadline() const;
  Instant drain_limit() const;

  const std::vector<WorkerSetup> setups_;  // by arm
  const WorkerSetup& setup_;               // of the first, for what all have in common
  TurnClock& turns_;
  std::unique_ptr<Transport> transport_;
  Agenda agenda_;
  std::optional<TokenRenewal> renewal_;  // of the first worker, for all
  std::deque<FlowRunner> runners_;       // by arm
  UserPool users_;
  WindowArrivals arrivals_;
  std::optional<NextArrival> next_;
  std::size_t next_turn_ = 0;
  std::size_t turn_ = 0;     // the present one
  std::size_t arm_ = 0;      // of the present turn
  bool is_present_ = false;  // the turn has begun, and this worker has not said that it is done
  bool sends_arrivals_ = false;
  std::uint64_t iterations_left_ = 0;
  std::size_t sent_without_reading_ = 0;
  std::int64_t longest_flow_ = 0;
  std::vector<WorkerRecord> records_;
};

}  // namespace loadgate
