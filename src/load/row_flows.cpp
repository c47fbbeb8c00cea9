// SPDX-License-Identifier: Apache-2.0
#include "load/row_flows.h"

#include <algorithm>

#include "load/bounds.h"
#include "load/capture_value.h"
#include "load/pass.h"
#include "load/progress_board.h"
#include "load/target_options.h"
#include "load/token_renewal.h"
#include "load/tokens.h"
#include "load/turn_clock.h"
#include "plan/concurrency.h"
#include "plan/provision.h"

namespace loadgate {
namespace {

constexpr std::int64_t between_updates_ns = 100'000'000;
// A provider that allows so many sign-ups a minute says "come back in a minute".
constexpr std::int64_t least_patience_ns = 300'000'000'000;

/// No more than can be under way at this rate: each ends by its timeouts, or is sent again.
std::size_t connections_for(const RowFlows& flows) {
  const Plan& plan = flows.context.plan;
  const Nanoseconds longest = longest_flow(plan.spec) + Nanoseconds{least_patience_ns};
  const std::uint64_t most = most_in_flight(plan.spec.load.phases.front(), longest) + 1;
  return static_cast<std::size_t>(std::min<std::uint64_t>(most, flows.rows.size()));
}

Result<std::unique_ptr<Transport>> open_transport(const RowFlows& flows, const Doors& doors) {
  const LoadContext& context = flows.context;
  ASSIGN_OR_RETURN(TransportOptions options,
                   target_options(context, doors, versions_of(context.plan.spec)));
  const std::size_t clients = flows.given.tokens == nullptr ? 0 : flows.given.tokens->clients();
  for (std::size_t client = 0; client < clients; ++client) {
    options.endpoints.push_back(flows.given.tokens->endpoint(client));
  }
  options.connections = connections_for(flows) + clients;
  return doors.open(options);
}

std::optional<TokenRenewal> renewal_of_rows(const RowFlows& flows, const LoadProgram& program,
                                            Agenda& agenda) {
  if (flows.given.tokens == nullptr) {
    return std::nullopt;
  }
  return TokenRenewal({flows.given.tokens}, program.target_urls.size(), agenda);
}

class RowRunner {
 public:
  RowRunner(const RowFlows& flows, const LoadProgram& program, Transport& transport, Clock& clock)
      : flows_(flows),
        clock_(clock),
        brake_(Budget{}),
        start_(clock.now()),
        turns_(whole_phases(flows.context.plan), 1, start_),
        setup_{.context = flows.context,
               .program = program,
               .clock = clock,
               .board = board_,
               .brake = brake_,
               .run_start = start_,
               .share = flows.context.share,
               .slots = flows.rows.size(),
               .turns = turns_,
               .most_samples = most_samples,
               .keeps_captures = true,
               .least_patience = least_patience_ns},
        transport_(transport),
        renewal_(renewal_of_rows(flows, program, agenda_)),
        runner_(setup_, transport, agenda_, renewal_ ? &*renewal_ : nullptr),
        told_(start_) {}

  void run() {
    while (!is_over()) {
      begin_due();
      keep_due_appointments();
      runner_.wait(deadline());
      settle();
      say_what_is_awaited();
      tell();
    }
    runner_.cut_all(CutBy::stop);
    settle();
  }

  std::vector<EndedFlow> take_ended() { return std::move(ended_); }
  WorkerRecord take_record() { return runner_.take_record(); }

 private:
  bool is_stopped() const { return flows_.context.stop != 0; }
  bool has_more() const { return next_ < flows_.rows.size() && !has_failed_ && !is_stopped(); }
  bool is_over() const { return flows_.context.leave != 0 || (!has_more() && runner_.live() == 0); }

  const Rate& rate() const { return flows_.context.plan.spec.provision->rate; }

  /// Of the next row; shards take turns. What came too late moves all that follow: a burst that
  /// makes up for it would be faster than the rate.
  Instant due() const {
    const Share share = flows_.context.share;
    return start_ + behind_ + provision_start(rate(), share.index + share.count * next_).count();
  }

  void begin_due() {
    if (!has_more() || clock_.now() < due()) {
      return;
    }
    behind_ += clock_.now() - due();
    const std::size_t place = runner_.open(flow_of_row(flows_.rows[next_++]), 0, clock_.now());
    if (runner_.ready_at(place) > clock_.now()) {
      agenda_.add(runner_.ready_at(place), Appointment::Kind::step, place, 0);
    } else {
      runner_.send(place);
    }
  }

  void keep_due_appointments() {
    while (!agenda_.is_empty() && agenda_.first().when <= clock_.now()) {
      const Appointment appointment = agenda_.take_first();
      if (appointment.kind == Appointment::Kind::token) {
        renewal_->start(appointment.index, transport_);
      } else {
        runner_.send(appointment.index);
      }
    }
  }

  void settle() {
    for (EndedFlow& ended : runner_.take_ended()) {
      has_failed_ |= flows_.after_failure == AfterFailure::stop && ended.how != FlowEnd::ok;
      ended_.push_back(std::move(ended));
    }
  }

  Instant deadline() const {
    Instant next = clock_.now() + tick_ns;
    if (has_more()) {
      next = std::min(next, due());
    }
    return agenda_.is_empty() ? next : std::min(next, agenda_.first().when);
  }

  void say_what_is_awaited() {
    const bool is_left = flows_.context.leave != 0;
    if (is_stopped() && !is_left && !has_said_ && runner_.live() > 0) {
      has_said_ = true;
      flows_.context.progress.note("interrupted: waiting for what is under way (" +
                                   std::to_string(runner_.live()) +
                                   "); interrupt again to leave it");
    }
  }

  void tell() {
    const Instant now = clock_.now();
    if (now - told_ < between_updates_ns) {
      return;
    }
    told_ = now;
    const PlannedPhase& phase = flows_.context.plan.phases.front();
    window_.look({&board_}, {.phase = 0, .now = now, .phase_end = -1});
    flows_.context.progress.update(
        Progress{.phase = phase.name,
                 .elapsed_seconds = static_cast<double>(now - start_) / 1e9,
                 .duration_seconds = 0,
                 .achieved_per_second = window_.started_per_second(),
                 .p95_ns = window_.p95_ns(),
                 .errors = window_.errors(),
                 .in_flight = window_.in_flight(),
                 .finished = window_.finished()});
  }

  const RowFlows& flows_;
  Clock& clock_;
  Brake brake_;
  ProgressBoard board_;
  ProgressWindow window_;
  Instant start_;
  TurnClock turns_;
  Agenda agenda_;
  WorkerSetup setup_;
  Transport& transport_;
  std::optional<TokenRenewal> renewal_;
  FlowRunner runner_;
  Instant told_;
  std::int64_t behind_ = 0;
  std::size_t next_ = 0;
  bool has_failed_ = false;
  bool has_said_ = false;
  std::vector<EndedFlow> ended_;
};

/// Every value that was captured on the way is a secret from now on.
void learn(const std::vector<EndedFlow>& ended, Secrets& secrets) {
  for (const EndedFlow& flow : ended) {
    for (const auto& [name, value] : flow.captures) {
      const std::string text = plain_text(value);
      if (text.size() >= shortest_captured_secret) {
        secrets.add_captured(text);
      }
    }
  }
}

std::string flow_failure_text(const RowFlows& flows, const WorkerRecord& record) {
  if (record.examples.empty()) {
    return {};
  }
  const RawExample& raw = record.examples.front();
  const Step& step = flows.context.plan.spec.scenarios.front().steps[raw.example.step];
  Secrets& secrets = flows.context.secrets;
  for (const std::string& value : raw.own_secrets) {
    secrets.add_captured(value);
  }
  const std::string detail = mask_with(secrets, raw.example.detail, raw.excerpt);
  return secrets.shown(step.name, shown_bytes) + ": " +
         std::string(describe(raw.example.outcome).name) + ": " +
         secrets.shown(answer_words(raw.example.status, detail), shown_bytes);
}

}  // namespace

Result<RowRecord> run_rows(const RowFlows& flows, const Doors& doors) {
  const Scenario& scenario = flows.context.plan.spec.scenarios.front();
  ASSIGN_OR_RETURN(LoadProgram program,
                   compile_flow(flows.context, scenario, "loadgate (" + scenario.name + ")"));
  program.given = flows.given;
  ASSIGN_OR_RETURN(const std::unique_ptr<Transport> transport, open_transport(flows, doors));
  RowRunner runner(flows, program, *transport, doors.clock);
  runner.run();
  const WorkerRecord record = runner.take_record();
  RowRecord rows{.ended = runner.take_ended(), .requests = 0, .sent_again = 0, .first_failure = {}};
  learn(rows.ended, flows.context.secrets);
  rows.first_failure = flow_failure_text(flows, record);
  std::vector<Sample> samples;
  std::vector<Flow> ended_flows;
  record.store->move_to(samples, ended_flows);
  for (const Sample& sample : samples) {
    rows.requests += sample.dispatched >= 0 ? sample.attempts : 0U;
    rows.sent_again += sample.attempts - 1U;
  }
  return rows;
}

}  // namespace loadgate
