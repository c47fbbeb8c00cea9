// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "load/flow_runner.h"
#include "load/repeat.h"
#include "load/unpack_body.h"

// The part of FlowRunner that reads answers and sends requests again.
namespace loadgate {
namespace {

/// What the attempts of one request add up to: it began with the first, and ends as the last.
void join_attempts(const Sample& refused, Sample& sample) {
  sample.earlier_own += refused.earlier_own + std::max<std::int64_t>(refused.rx_age, 0) +
                        std::max<std::int64_t>(sample.dispatched - sample.intended, 0);
  // The handshake that stands is the first attempt's; where there is another, it came in between.
  const bool has_handshake = refused.connect_time >= 0;
  sample.earlier_own +=
      has_handshake ? sample.connect_own + sample.tls_own : refused.connect_own + refused.tls_own;
  sample.connect_own = has_handshake ? refused.connect_own : sample.connect_own;
  sample.tls_own = has_handshake ? refused.tls_own : sample.tls_own;
  const bool had_one = refused.attempts == 1;
  sample.attempts = static_cast<std::uint16_t>(refused.attempts + 1);
  sample.first_outcome = had_one ? refused.outcome : refused.first_outcome;
  sample.first_finished = had_one ? refused.finished : refused.first_finished;
  sample.intended = refused.intended;
  sample.dispatched = refused.dispatched;
  sample.connected = refused.connected;
  sample.is_new_connection = sample.is_new_connection || refused.is_new_connection;
  sample.connect_time = refused.connect_time < 0 ? sample.connect_time : refused.connect_time;
  sample.tls_time = refused.tls_time < 0 ? sample.tls_time : refused.tls_time;
}

}  // namespace

Sample FlowRunner::sample_of(const FlowState& flow, const Exchange& exchange,
                             Outcome outcome) const {
  const auto since_start = [this](Instant moment) {
    return moment < 0 ? moment : moment - setup_.run_start;
  };
  Sample sample = empty_sample(flow, outcome);
  sample.is_new_connection = exchange.is_new_connection;
  sample.status = static_cast<std::uint16_t>(exchange.status);
  sample.dispatched = since_start(exchange.dispatched);
  sample.connected = since_start(exchange.connected);
  sample.first_byte = since_start(exchange.first_byte);
  sample.first_body_byte = since_start(exchange.first_body_byte);
  const bool has_ended = outcome != Outcome::cut && outcome != Outcome::generator_dropped;
  sample.finished = has_ended ? since_start(exchange.finished) : -1;
  sample.connect_time = exchange.connect_time;
  sample.tls_time = exchange.tls_time;
  sample.bytes_in = exchange.bytes_in;
  sample.rx_age = exchange.rx_age;
  sample.connect_own = exchange.connect_own;
  sample.tls_own = exchange.tls_own;
  sample.first_own = exchange.first_own;
  sample.earlier_own = exchange.earlier_own;
  if (flow.refused) {
    join_attempts(*flow.refused, sample);
  }
  return sample;
}

void FlowRunner::receive(Exchange& exchange) {
  const auto place = static_cast<std::size_t>(exchange.token);
  FlowState& flow = flows_[place];
  flow.is_under_way = false;
  count_request(flow, -1);
  if (exchange.outcome == Outcome::cut && setup_.brake.is_on()) {
    // The budget did not suffice for its next redirect: that says nothing about the server.
    end(place, FlowEnd::cut, -1);
    return;
  }
  const StepProgram& step = step_of(flow);
  learn_cookies(flow, exchange);
  unpack_body(step, BodyReader::checks, exchange);
  const auto [reading, asks_again] =
      read_step_answer(step, exchange, context_of(flow), flow.polled, flow.captures);
  const Sample sample = sample_of(flow, exchange, reading.outcome);
  const AnsweredRequest request{
      .plan = setup_.context.plan,
      .step = step,
      .flow = flow.identity,
      .attempts = sample.attempts,
      .patience = flow.intended + std::max(patience_of(setup_.program, scenario_of(flow)).count(),
                                           setup_.least_patience)};
  if (const auto when = next_attempt(request, exchange, reading.outcome, setup_.clock.wall())) {
    attempt_again(place, sample, *when);
    return;
  }
  if (reading.outcome == Outcome::generator_dropped) {
    ++record_.shortages[reading.detail];
  }
  if (!is_success(reading.outcome)) {
    keep_example(
        flow, sample,
        why_not_again(request, exchange, reading.outcome, setup_.clock.wall()) + reading.detail,
        &exchange);
  }
  learn_captures(flow);
  count_checks(flow, reading.checks);
  if (asks_again) {
    ask_again(place, sample, exchange.finished);
    return;
  }
  add_last_sample(flow, sample);
  settle(place, reading.outcome, exchange.finished);
}

void FlowRunner::attempt_again(std::size_t place, const Sample& sample, Instant when) {
  flows_[place].refused = std::make_unique<Sample>(sample);
  go_on_at(place, when);
}

/// The condition of the poll does not hold yet.
void FlowRunner::ask_again(std::size_t place, const Sample& sample, Instant answered) {
  FlowState& flow = flows_[place];
  add_sample(flow, sample);
  flow.poll_began = flow.polled == 0 ? sample.dispatched : flow.poll_began;
  flow.polls_own = own_time_of_polls(flow, sample);
  ++flow.polled;
  go_on_at(place, answered + step_of(flow).poll->poll->every.count());
}

/// There is no slot for another attempt: what the last one came to is what the request came to.
void FlowRunner::let_refusal_stand(std::size_t place) {
  FlowState& flow = flows_[place];
  const Sample sample = *flow.refused;
  keep_example(flow, sample, "not sent again: max_in_flight was reached", nullptr);
  add_last_sample(flow, sample);
  settle(place, sample.outcome, setup_.clock.now());
}

}  // namespace loadgate
