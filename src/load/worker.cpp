// SPDX-License-Identifier: Apache-2.0
#include "load/worker.h"

#include <algorithm>

#include "load/bounds.h"
#include "load/health.h"

namespace loadgate {
namespace {

// How long the end of another worker's iterations may go unnoticed.
constexpr std::int64_t barrier_poll_ns = 1'000'000;
// Requests sent in a row before answers are looked at again.
constexpr std::size_t longest_burst = 16;

}  // namespace

Worker::Worker(const WorkerSetup& setup, PhaseClock& phases, std::unique_ptr<Transport> transport)
    : setup_(setup),
      phases_(phases),
      transport_(std::move(transport)),
      runner_(setup_, *transport_, agenda_),
      users_(setup.context.plan, setup.share),
      record_{} {
  for (const ScenarioProgram& scenario : setup_.program.scenarios) {
    longest_flow_ =
        std::max(longest_flow_, longest_flow(setup_.program, scenario).count() + drain_margin_ns);
  }
}

void Worker::run() {
  const ThreadTimes before = times_of_this_thread();
  const Instant began = setup_.clock.now();
  while (!is_stopped() && !is_over(setup_.clock.now())) {
    enter_due_phases();
    start_due_arrivals();
    keep_due_appointments();
    runner_.wait(deadline());
    sent_without_reading_ = 0;
    settle_ended_flows();
    look_at_budget();
  }
  if (next_) {
    runner_.discard(next_->flow);
    next_.reset();
  }
  const bool was_stopped = is_stopped();
  runner_.cut_all(was_stopped ? CutBy::stop : CutBy::drain_limit);
  record_ = runner_.take_record();
  record_.was_stopped = was_stopped;
  record_.ended = setup_.clock.now();
  record_.wall = record_.ended - began;
  record_.run_delay = delay_between(before, times_of_this_thread());
}

/// Answers that are awaited after the last phase cost no budget of time: their timeouts end them.
void Worker::look_at_budget() {
  const Instant now = setup_.clock.now();
  if (!is_draining(now)) {
    setup_.brake.look_at_time(now - setup_.run_start);
  }
}

bool Worker::is_draining(Instant now) const {
  const Instant end = phases_.start_of(phases_.phases());
  return next_phase_ == phases_.phases() && !next_ && end >= 0 && now >= end;
}

bool Worker::is_over(Instant now) const {
  return is_draining(now) && (runner_.live() == 0 || now >= drain_limit());
}

/// By then every request has met its own timeout.
Instant Worker::drain_limit() const {
  return phases_.start_of(phases_.phases()) + longest_flow_;
}

void Worker::enter_due_phases() {
  while (next_phase_ < phases_.phases() && !next_) {
    const Instant start = phases_.start_of(next_phase_);
    if (start < 0 || start > setup_.clock.now()) {
      return;
    }
    enter(next_phase_++);
  }
}

void Worker::enter(std::size_t phase) {
  const Plan& plan = setup_.context.plan;
  const auto& load = plan.spec.load.phases[phase].load;
  if (std::holds_alternative<OpenLoad>(load)) {
    arrivals_.emplace(plan, phase);
    prepare_arrival();
    return;
  }
  users_.enter(phase, phases_.start_of(phase), agenda_);
  if (std::holds_alternative<IterationsLoad>(load)) {
    iterations_left_ = users_.iterations_of(phase);
    if (iterations_left_ == 0) {
      phases_.finish_iterations(phase, setup_.clock.now());
    }
  }
}

bool Worker::prepare_arrival() {
  while (arrivals_) {
    const std::optional<Arrival> arrival = arrivals_->next();
    if (!arrival) {
      arrivals_.reset();
      return false;
    }
    if (!setup_.share.owns(arrival->sequence)) {
      continue;
    }
    const Instant intended = phases_.start_of(arrival->phase) + arrival->intended.count();
    const std::size_t flow = runner_.open(flow_of(*arrival), arrival->phase, intended);
    next_.emplace(NextArrival{flow, intended, runner_.write(flow)});
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
  if (runner_.is_full()) {
    runner_.wait(0);  // answers that are there free their slots
  }
  const std::int64_t lateness = setup_.clock.now() - arrival.intended;
  if (lateness > patience_ns) {
    runner_.drop(arrival.flow, Outcome::generator_dropped, "more than a second behind schedule");
  } else if (const Instant ready = runner_.ready_at(arrival.flow); ready > arrival.intended) {
    agenda_.add(ready, Appointment::Kind::step, arrival.flow, 0);
  } else {
    runner_.send(arrival.flow, std::move(arrival.request));
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
    runner_.send(appointment.index);
    return;
  }
  if (appointment.kind == Appointment::Kind::token) {
    runner_.renew_token(appointment.index);
    return;
  }
  const auto flow = users_.begin(appointment.index, appointment.phase, setup_.clock.now());
  if (!flow) {
    return;
  }
  const std::size_t place = runner_.open(*flow, appointment.phase, appointment.when);
  if (runner_.ready_at(place) > appointment.when) {
    agenda_.add(runner_.ready_at(place), Appointment::Kind::step, place, appointment.phase);
  } else {
    runner_.send(place);
  }
}

/// A long burst must not leave answers unread, or their stamps would be late.
void Worker::breathe() {
  if (++sent_without_reading_ >= longest_burst) {
    sent_without_reading_ = 0;
    runner_.wait(0);
  }
  settle_ended_flows();
}

void Worker::settle_ended_flows() {
  for (const EndedFlow& ended : runner_.take_ended()) {
    if (ended.identity.kind != FlowKind::user) {
      continue;
    }
    users_.finish(ended.identity.owner, ended.ready, agenda_);
    count_iteration(ended.phase);
  }
}

void Worker::count_iteration(std::size_t phase) {
  const auto& load = setup_.context.plan.spec.load.phases[phase].load;
  if (std::holds_alternative<IterationsLoad>(load) && --iterations_left_ == 0) {
    phases_.finish_iterations(phase, setup_.clock.now());
  }
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
  if (const Instant start = phases_.start_of(next_phase_); start >= 0) {
    return std::min(next, start);
  }
  return iterations_left_ == 0 ? std::min(next, now + barrier_poll_ns) : next;
}

}  // namespace loadgate
