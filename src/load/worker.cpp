// SPDX-License-Identifier: Apache-2.0
#include "load/worker.h"

#include <algorithm>

#include "load/bounds.h"

namespace loadgate {
namespace {

// Requests sent in a row before answers are looked at again.
constexpr std::size_t longest_burst = 16;

/// Of the first worker all clients of all arms; of the others nothing.
std::optional<TokenRenewal> renewal_for(const std::vector<WorkerSetup>& arms, Agenda& agenda) {
  const WorkerSetup& first = arms.front();
  if (first.share.index != first.context.share.index || first.program.given.tokens == nullptr) {
    return std::nullopt;
  }
  std::vector<Tokens*> tokens;
  std::size_t targets = 0;
  for (const WorkerSetup& arm : arms) {
    tokens.push_back(arm.program.given.tokens);
    targets += arm.program.target_urls.size();
  }
  return TokenRenewal(std::move(tokens), targets, agenda);
}

}  // namespace

Worker::Worker(std::vector<WorkerSetup> arms, TurnClock& turns,
               std::unique_ptr<Transport> transport)
    : setups_(std::move(arms)),
      setup_(setups_.front()),
      turns_(turns),
      transport_(std::move(transport)),
      renewal_(renewal_for(setups_, agenda_)),
      users_(setup_.context.plan, setup_.share),
      arrivals_(setup_.context.plan) {
  for (const WorkerSetup& arm : setups_) {
    runners_.emplace_back(arm, *transport_, agenda_, renewal_ ? &*renewal_ : nullptr);
    for (const ScenarioProgram& scenario : arm.program.scenarios) {
      longest_flow_ =
          std::max(longest_flow_, longest_flow(arm.program, scenario).count() + drain_margin_ns);
    }
  }
}

void Worker::run() {
  const ThreadTimes before = times_of_this_thread();
  const Instant began = setup_.clock.now();
  while (!is_stopped() && !is_over(setup_.clock.now())) {
    enter_due_turns();
    start_due_arrivals();
    keep_due_appointments();
    runner().wait(deadline());
    sent_without_reading_ = 0;
    settle_ended_flows();
    look_at_budget();
  }
  if (next_) {
    runner().discard(next_->flow);
    next_.reset();
  }
  runner().cut_all(is_stopped() ? CutBy::stop : CutBy::drain_limit);
  take_records(began, before);
}

/// What the thread and its loop have seen holds for every arm.
void Worker::take_records(Instant began, const ThreadTimes& before) {
  const bool was_stopped = is_stopped();
  const Instant ended = setup_.clock.now();
  const std::int64_t run_delay = delay_between(before, times_of_this_thread());
  for (FlowRunner& arm : runners_) {
    WorkerRecord& record = records_.emplace_back(arm.take_record());
    record.was_stopped = was_stopped;
    record.ended = ended;
    record.wall = ended - began;
    record.run_delay = run_delay;
  }
}

/// Answers that are awaited after the last turn cost no budget of time: their timeouts end them.
void Worker::look_at_budget() {
  const Instant now = setup_.clock.now();
  if (!is_draining(now)) {
    setup_.brake.look_at_time(now - setup_.run_start);
  }
}

bool Worker::is_draining(Instant now) const {
  const Instant end = turns_.start_of(turns_.count());
  return next_turn_ == turns_.count() && !next_ && end >= 0 && now >= end;
}

bool Worker::is_over(Instant now) const {
  return is_draining(now) && (runner().live() == 0 || now >= drain_limit());
}

/// By then every request has met its own timeout.
Instant Worker::drain_limit() const {
  return turns_.start_of(turns_.count()) + longest_flow_;
}

void Worker::enter_due_turns() {
  while (next_turn_ < turns_.count() && !next_) {
    const Instant start = turns_.start_of(next_turn_);
    if (start < 0 || start > setup_.clock.now()) {
      return;
    }
    enter(next_turn_++);
  }
}

void Worker::enter(std::size_t index) {
  const Turn& turn = turns_.turn(index);
  turn_ = index;
  arm_ = turn.arm;
  is_present_ = true;
  iterations_left_ = 0;
  const auto& load = setup_.context.plan.spec.load.phases[turn.phase].load;
  sends_arrivals_ = std::holds_alternative<OpenLoad>(load);
  if (sends_arrivals_) {
    arrivals_.enter(turn);
    prepare_arrival();
    return;
  }
  if (std::holds_alternative<IterationsLoad>(load)) {
    iterations_left_ = users_.iterations_of(turn);
  }
  users_.enter(index, turn, turns_.start_of(index), agenda_);
  finish_turn();
}

/// Of a turn that ends by workers: everything that it was to start has ended.
bool Worker::is_done() const {
  const Turn& turn = turns_.turn(turn_);
  if (next_ || sends_arrivals_ || iterations_left_ > 0) {
    return false;
  }
  const bool is_in_time = turn.window.to > turn.window.from;
  return (!is_in_time || setup_.clock.now() >= turns_.end_of(turn_)) &&
         (!turn.is_alone || runner().live() == 0);
}

void Worker::finish_turn() {
  if (is_waiting() && is_done()) {
    is_present_ = false;
    turns_.finish(turn_, setup_.clock.now());
  }
}

bool Worker::prepare_arrival() {
  while (sends_arrivals_) {
    const std::optional<Arrival> arrival = arrivals_.next();
    if (!arrival) {
      sends_arrivals_ = false;
      return false;
    }
    if (!setup_.share.owns(arrival->sequence)) {
      continue;
    }
    const Nanoseconds into_turn = arrival->intended - turns_.turn(turn_).window.from;
    const Instant intended = turns_.start_of(turn_) + into_turn.count();
    const std::size_t flow = runner().open(flow_of(*arrival), arrival->phase, intended);
    next_.emplace(NextArrival{flow, intended, runner().write(flow)});
    return true;
  }
  return false;
}

void Worker::start_due_arrivals() {
  while (next_ && next_->intended <= setup_.clock.now() && !is_stopped()) {
    NextArrival due = std::move(*next_);
    next_.reset();
    start(std::move(due));
    prepare_arrival();
    breathe();
  }
}

void Worker::start(NextArrival arrival) {
  if (runner().is_full()) {
    runner().wait(0);  // answers that are there free their slots
  }
  const std::int64_t lateness = setup_.clock.now() - arrival.intended;
  if (lateness > patience_ns) {
    runner().drop(arrival.flow, Outcome::generator_dropped, "more than a second behind schedule");
  } else if (const Instant ready = runner().ready_at(arrival.flow); ready > arrival.intended) {
    agenda_.add(ready, Appointment::Kind::step, arrival.flow, 0);
  } else {
    runner().send(arrival.flow, std::move(arrival.request));
  }
}

void Worker::keep_due_appointments() {
  const Instant now = setup_.clock.now();
  while (!agenda_.is_empty() && agenda_.first().when <= now && !is_stopped()) {
    keep(agenda_.take_first());
    breathe();
  }
}

void Worker::keep(const Appointment& appointment) {
  if (appointment.kind == Appointment::Kind::step) {
    runner().send(appointment.index);
    return;
  }
  if (appointment.kind == Appointment::Kind::token) {
    renewal_->start(appointment.index, *transport_);
    return;
  }
  const auto flow = users_.begin(appointment.index, appointment.turn, setup_.clock.now());
  if (!flow) {
    return;
  }
  const std::size_t phase = turns_.turn(appointment.turn).phase;
  const std::size_t place = runner().open(*flow, phase, appointment.when);
  if (runner().ready_at(place) > appointment.when) {
    agenda_.add(runner().ready_at(place), Appointment::Kind::step, place, 0);
  } else {
    runner().send(place);
  }
}

/// A long burst must not leave answers unread, or their stamps would be late.
void Worker::breathe() {
  if (++sent_without_reading_ >= longest_burst) {
    sent_without_reading_ = 0;
    runner().wait(0);
  }
  settle_ended_flows();
}

void Worker::settle_ended_flows() {
  for (const EndedFlow& ended : runner().take_ended()) {
    if (ended.identity.kind != FlowKind::user) {
      continue;
    }
    users_.finish(ended.identity.owner, ended.ready, agenda_);
    // Flows of the phase before may end in this one, and count nothing here.
    const bool is_of_turn = ended.phase == turns_.turn(turn_).phase;
    iterations_left_ -= is_of_turn && iterations_left_ > 0 ? 1U : 0U;
  }
  finish_turn();
}

Instant Worker::deadline() const {
  const Instant now = setup_.clock.now();
  Instant next = now + tick_ns;
  if (next_) {
    next = std::min(next, next_->intended);
  }
  if (!agenda_.is_empty()) {
    next = std::min(next, agenda_.first().when);
  }
  if (is_draining(now)) {
    return std::min(next, drain_limit());
  }
  if (const Instant start = turns_.start_of(next_turn_); start >= 0) {
    return std::min(next, start);
  }
  if (const Instant end = turns_.end_of(turn_); is_present_ && end > now) {
    return std::min(next, end);
  }
  return is_present_ && !is_done() ? next : std::min(next, now + barrier_poll_ns);
}

}  // namespace loadgate
