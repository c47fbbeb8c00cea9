// SPDX-License-Identifier: Apache-2.0
#include "load/flow_runner.h"

#include <algorithm>
#include <array>
#include <utility>

#include "load/credentials.h"
#include "load/request_writer.h"

namespace loadgate {
namespace {

// A user whose request cannot be written would otherwise begin flows without end in one instant.
constexpr std::int64_t unwritable_flow_ns = 1'000'000;

struct NeverSent {
  Outcome outcome;
  FlowEnd end;
};
// Of the first step these end the flow whatever `on_error` says: it never began.
constexpr std::array never_sent{
    NeverSent{Outcome::dropped, FlowEnd::dropped},
    NeverSent{Outcome::generator_dropped, FlowEnd::generator_dropped},
};

/// Nothing of the flow was ever sent.
bool is_first_request(const FlowState& flow) {
  return flow.step == 0 && flow.polled == 0 && !flow.refused;
}

}  // namespace

FlowRunner::FlowRunner(const WorkerSetup& setup, Transport& transport, Agenda& agenda,
                       TokenRenewal* renewal)
    : setup_(setup), transport_(transport), agenda_(agenda), record_{}, renewal_(renewal) {
  const Plan& plan = setup.context.plan;
  record_.checks.resize(check_blocks(plan.phases.size(), plan.classes.size()) *
                        setup.program.checks);
  record_.store = std::make_unique<SampleStore>(plan.steps.size(), setup.most_samples, setup.turns);
}

const ScenarioProgram& FlowRunner::scenario_of(const FlowState& flow) const {
  return setup_.program.scenarios[flow.identity.scenario];
}

const StepProgram& FlowRunner::step_of(const FlowState& flow) const {
  return setup_.program.steps[scenario_of(flow).first_step + flow.step];
}

RenderContext FlowRunner::context_of(const FlowState& flow) const {
  return RenderContext{.plan = setup_.context.plan,
                       .outside = setup_.context.outside,
                       .flow = flow.identity,
                       .captures = flow.captures,
                       .step = setup_.context.plan.steps[step_of(flow).index].full_name,
                       .now = setup_.clock.wall()};
}

/// The present step is to go after the pauses before it.
void FlowRunner::plan_step(FlowState& flow, Instant from) {
  flow.ready = from;
  for (const Pause& pause : step_of(flow).step->pauses_before) {
    flow.ready += pause_length(setup_.context.plan, pause, flow.identity, flow.pauses++).count();
  }
}

std::size_t FlowRunner::open(const FlowIdentity& identity, std::size_t phase, Instant intended) {
  const std::size_t place = flows_.add(
      FlowState{.identity = identity,
                .phase = phase,
                .intended = intended,
                .ready = intended,
                .step = 0,
                .begun = 0,
                .pauses = 0,
                .has_failed = false,
                .was_sent_late = false,
                .captures = known_before(setup_.program.given, setup_.context, identity)});
  const bool is_new_user = identity.kind == FlowKind::user && identity.iteration == 0;
  if (is_new_user || identity.kind == FlowKind::arrival) {
    transport_.forget_cookies(jar_of(place));
  }
  plan_step(flows_[place], intended);
  return place;
}

Result<WireRequest> FlowRunner::write(std::size_t place) const {
  const FlowState& flow = flows_[place];
  Result<WireRequest> request = write_request(setup_.program, step_of(flow), context_of(flow));
  if (request && step_of(flow).keeps_cookies) {
    request->cookie_jar = jar_of(place);
  }
  if (request) {
    request->endpoint += setup_.arm * setup_.program.target_urls.size();
  }
  return request;
}

/// A user keeps its cookies over its flows, an arrival has its own. Both arms may be on one host,
/// and cookies know no ports (RFC 6265 §8.5): each arm has its own jars.
std::uint64_t FlowRunner::jar_of(std::size_t place) const {
  constexpr std::uint64_t beyond_users = std::uint64_t{1} << 32U;
  constexpr std::uint64_t beyond_arm = std::uint64_t{1} << 40U;
  const FlowIdentity& identity = flows_[place].identity;
  return setup_.arm * beyond_arm +
         (identity.kind == FlowKind::user ? identity.owner : beyond_users + place);
}

void FlowRunner::send(std::size_t place) {
  send(place, write(place));
}

void FlowRunner::send(std::size_t place, Result<WireRequest> request) {
  FlowState& flow = flows_[place];
  if (flow.identity.kind == FlowKind::arrival && is_full()) {
    if (flow.refused) {
      let_refusal_stand(place);
    } else {
      drop_for_want_of_a_slot(place);
    }
    return;
  }
  if (!request) {
    give_up(place, request.error());
    return;
  }
  if (!setup_.brake.take_request()) {
    return;  // the load is over: the flow ends with it
  }
  flow.was_sent_late = is_late(flow);
  flow.is_under_way = true;
  count_request(flow, 1);
  if (is_first_request(flow)) {
    setup_.board.count_started();
  }
  transport_.start(place, std::move(*request));
}

bool FlowRunner::is_late(const FlowState& flow) const {
  return setup_.clock.now() - flow.ready > punctuality_ns;
}

void FlowRunner::drop_for_want_of_a_slot(std::size_t place) {
  if (late_requests_ > 0 || is_late(flows_[place])) {
    drop(place, Outcome::generator_dropped,
         "behind schedule, and max_in_flight was reached while catching up");
    return;
  }
  drop(place, Outcome::dropped, "max_in_flight was reached");
}

void FlowRunner::drop(std::size_t place, Outcome outcome, std::string_view why) {
  FlowState& flow = flows_[place];
  const Sample sample = empty_sample(flow, outcome);
  keep_example(flow, sample, why, nullptr);
  add_last_sample(flow, sample);
  settle(place, outcome, -1);
}

/// The request could not be written. At the first step that is our own fault. Later it comes of
/// what the server answered: an error of this step, unless an earlier step of the flow carries it
/// already.
void FlowRunner::give_up(std::size_t place, const Error& error) {
  FlowState& flow = flows_[place];
  record_.unwritable.emplace(step_of(flow).index, error.message);
  if (flow.step == 0) {
    drop(place, Outcome::generator_dropped, error.message);
    return;
  }
  const Instant now = setup_.clock.now();
  if (flow.has_failed) {
    end(place, FlowEnd::failed, now);
    return;
  }
  Sample sample = empty_sample(flow, Outcome::assertion);
  sample.finished = now - setup_.run_start;
  keep_example(flow, sample, error.message, nullptr);
  add_last_sample(flow, sample);
  settle(place, Outcome::assertion, now);
}

void FlowRunner::wait(Instant deadline) {
  exchanges_.clear();
  transport_.wait(deadline, exchanges_);
  take_all();
}

void FlowRunner::take_all() {
  for (Exchange& exchange : exchanges_) {
    if (renewal_ == nullptr || !renewal_->take(exchange, setup_.clock.now())) {
      receive(exchange);
    }
  }
}

void FlowRunner::cut_all(CutBy reason) {
  exchanges_.clear();
  transport_.abandon(exchanges_);
  // A stop says nothing about the server: what it had no time to answer is no error of it.
  if (reason == CutBy::drain_limit) {
    take_all();
  }
  for (const std::size_t place : flows_.live_places()) {
    FlowState& flow = flows_[place];
    if (flow.refused && !flow.is_under_way) {
      add_last_sample(flow, *flow.refused);
    }
    end(place, FlowEnd::cut, -1);
  }
}

/// Goes on with the flow, or ends it, by how its present step ended.
void FlowRunner::settle(std::size_t place, Outcome outcome, Instant finished) {
  FlowState& flow = flows_[place];
  if (outcome == Outcome::cut) {
    end(place, FlowEnd::cut, -1);
    return;
  }
  const auto* unsent = std::ranges::find(never_sent, outcome, &NeverSent::outcome);
  if (unsent != never_sent.end() && is_first_request(flow)) {
    end(place, unsent->end, -1);
    return;
  }
  const Instant from = finished < 0 ? setup_.clock.now() : finished;
  flow.has_failed |= !is_success(outcome);
  const bool goes_on = is_success(outcome) || step_of(flow).step->on_error == OnError::go_on;
  if (!goes_on || flow.step + 1 == scenario_of(flow).steps) {
    end(place, flow.has_failed ? FlowEnd::failed : FlowEnd::ok, from);
    return;
  }
  ++flow.step;
  flow.polled = 0;
  flow.poll_began = -1;
  flow.polls_own = 0;
  plan_step(flow, from);
  if (flow.ready > from) {
    go_on_at(place, flow.ready);
  } else {
    send(place);
  }
}

void FlowRunner::go_on_at(std::size_t place, Instant when) {
  flows_[place].ready = when;
  agenda_.add(when, Appointment::Kind::step, place, 0);
}

void FlowRunner::end(std::size_t place, FlowEnd how, Instant finished) {
  FlowState& flow = flows_[place];
  const ScenarioProgram& scenario = scenario_of(flow);
  const bool is_user = flow.identity.kind == FlowKind::user;
  record_.store->add(Flow{.sequence = flow.identity.ordinal,
                          .user = is_user ? flow.identity.owner : 0,
                          .phase = static_cast<std::uint16_t>(flow.phase),
                          .scenario = static_cast<std::uint16_t>(flow.identity.scenario),
                          .end = how,
                          .intended = flow.intended - setup_.run_start,
                          .finished = finished < 0 ? -1 : finished - setup_.run_start,
                          .skipped_steps = static_cast<std::uint32_t>(scenario.steps) - flow.begun},
                     flow.notes);
  Instant ready = finished < 0 ? setup_.clock.now() + unwritable_flow_ns : finished;
  for (const Pause& pause : scenario.scenario->pauses_after) {
    ready += pause_length(setup_.context.plan, pause, flow.identity, flow.pauses++).count();
  }
  ended_.push_back({.phase = flow.phase,
                    .identity = flow.identity,
                    .ready = ready,
                    .how = how,
                    .step = flow.step,
                    .captures = setup_.keeps_captures ? std::move(flow.captures) : Captures()});
  flows_.remove(place);
}

std::vector<EndedFlow> FlowRunner::take_ended() {
  return std::exchange(ended_, {});
}

WorkerRecord FlowRunner::take_record() {
  record_.captured = captured_.values();
  if (renewal_ != nullptr) {
    record_.token_failures = renewal_->failures();
  }
  record_.loop_stalls = transport_.stalls();
  record_.longest_stall = transport_.longest_stall();
  return std::move(record_);
}

}  // namespace loadgate
