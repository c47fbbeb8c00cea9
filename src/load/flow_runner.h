// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "load/agenda.h"
#include "load/brake.h"
#include "load/clock.h"
#include "load/flow_table.h"
#include "load/load.h"
#include "load/progress_board.h"
#include "load/read_answer.h"
#include "load/secret_values.h"
#include "load/step_program.h"
#include "load/token_renewal.h"
#include "load/turn_clock.h"
#include "load/worker_record.h"
#include "plan/share.h"

namespace loadgate {

/// A request that finds no free slot is the server's doing (`dropped`), unless it is later than
/// this, or a request that was sent so late is still under way: then the burst that makes up for
/// our own delay may have filled the slots (`generator_dropped`).
inline constexpr std::int64_t punctuality_ns = 100'000'000;

/// What a worker is told. Everything outlives it.
struct WorkerSetup {
  const LoadContext& context;
  const LoadProgram& program;
  Clock& clock;
  ProgressBoard& board;
  Brake& brake;
  Instant run_start;
  Share share;        ///< of the plan
  std::size_t slots;  ///< requests of open phases under way at most
  const TurnClock& turns;
  std::uint64_t most_samples;       ///< to be kept
  bool keeps_captures = false;      ///< hands them over with the ended flow; else only masks them
  std::int64_t least_patience = 0;  ///< with retries, where a flow's own time is shorter
  std::size_t arm = 0;  ///< its endpoints and cookies stand behind those of the arms before it
};

/// A flow that has just ended, for whoever began it.
struct EndedFlow {
  std::size_t phase;
  FlowIdentity identity;
  Instant ready;  ///< its end and the pauses after its last step
  FlowEnd how;
  std::size_t step;   ///< at which it ended
  Captures captures;  ///< where somebody keeps them
};

/// Why requests under way are ended: past the drain limit they are `cut`, by a signal no samples.
enum class CutBy { drain_limit, stop };

/// Takes flows through their steps over one transport and records what happens to them.
class FlowRunner {
 public:
  /// `renewal`: of the transport's tokens; null: another worker renews them, or there are none.
  FlowRunner(const WorkerSetup& setup, Transport& transport, Agenda& agenda, TokenRenewal* renewal);

  /// A flow that begins at `intended`; its first step is to go after the pauses before it.
  std::size_t open(const FlowIdentity& flow, std::size_t phase, Instant intended);
  Instant ready_at(std::size_t flow) const { return flows_[flow].ready; }
  Result<WireRequest> write(std::size_t flow) const;

  /// Sends the flow's present step, or drops it where no slot is free.
  void send(std::size_t flow);
  void send(std::size_t flow, Result<WireRequest> request);
  /// Ends a flow of which nothing was sent: `dropped` or `generator_dropped`.
  void drop(std::size_t flow, Outcome outcome, std::string_view why);
  /// Forgets a flow whose moment never came.
  void discard(std::size_t flow) { flows_.remove(flow); }

  /// Reads answers until `deadline` or until one has come, and goes on with their flows.
  void wait(Instant deadline);
  /// Cuts everything: the run is over.
  void cut_all(CutBy reason);

  bool is_full() const { return open_requests_ >= setup_.slots; }
  std::size_t live() const { return flows_.live(); }
  std::vector<EndedFlow> take_ended();
  WorkerRecord take_record();

 private:
  const StepProgram& step_of(const FlowState& flow) const;
  const ScenarioProgram& scenario_of(const FlowState& flow) const;
  RenderContext context_of(const FlowState& flow) const;
  void plan_step(FlowState& flow, Instant from);
  void take_all();
  void receive(Exchange& exchange);
  Sample sample_of(const FlowState& flow, const Exchange& exchange, Outcome outcome) const;
  void attempt_again(std::size_t flow, const Sample& sample, Instant when);
  void ask_again(std::size_t flow, const Sample& sample, Instant answered);
  void settle(std::size_t flow, Outcome outcome, Instant finished);
  void go_on_at(std::size_t flow, Instant when);
  void drop_for_want_of_a_slot(std::size_t flow);
  void let_refusal_stand(std::size_t flow);
  void give_up(std::size_t flow, const Error& error);
  void end(std::size_t flow, FlowEnd how, Instant finished);
  static std::int64_t own_time_of_polls(const FlowState& flow, const Sample& sample);
  std::uint16_t class_of(const FlowState& flow) const;
  Sample empty_sample(const FlowState& flow, Outcome outcome) const;
  void add_sample(FlowState& flow, const Sample& sample);
  void add_last_sample(FlowState& flow, Sample sample);
  void keep_example(const FlowState& flow, const Sample& sample, std::string_view detail,
                    const Exchange* exchange);
  void count_checks(const FlowState& flow, const std::vector<CheckResult>& checks);
  void learn_cookies(const FlowState& flow, const Exchange& exchange);
  void learn_captures(const FlowState& flow);
  std::uint64_t jar_of(std::size_t flow) const;
  bool is_late(const FlowState& flow) const;
  void count_request(const FlowState& flow, int difference);

  const WorkerSetup& setup_;
  Transport& transport_;
  Agenda& agenda_;
  FlowTable flows_;
  WorkerRecord record_;
  ExampleCount examples_;
  CapturedSecrets captured_;
  TokenRenewal* renewal_;
  std::vector<Exchange> exchanges_;
  std::vector<EndedFlow> ended_;
  std::size_t open_requests_ = 0;
  std::size_t requests_ = 0;
  std::size_t late_requests_ = 0;
};

}  // namespace loadgate
