// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "load/capture_value.h"
#include "load/flow_runner.h"
#include "load/request_writer.h"
#include "load/shown_answer.h"
#include "plan/data_class.h"

// The half of FlowRunner that writes down.
namespace loadgate {
namespace {

// Far more than is shown, so that a secret across the end of what is shown is masked whole.
constexpr std::size_t longest_detail = 8U << 10U;

}  // namespace

/// Of the row that the present step uses.
std::uint16_t FlowRunner::class_of(const FlowState& flow) const {
  const std::optional<std::size_t>& source = step_of(flow).class_source;
  return source ? loadgate::class_of(setup_.context.plan, *source, flow.identity) : no_class;
}

Sample FlowRunner::empty_sample(const FlowState& flow, Outcome outcome) const {
  const bool is_user = flow.identity.kind == FlowKind::user;
  return Sample{.sequence = flow.identity.ordinal,
                .user = is_user ? flow.identity.owner : 0,
                .phase = static_cast<std::uint16_t>(flow.phase),
                .step = static_cast<std::uint16_t>(step_of(flow).index),
                .outcome = outcome,
                .is_new_connection = false,
                .counts_from_intended = !is_user && flow.step == 0 && flow.polled == 0,
                .status = 0,
                .intended = flow.ready - setup_.run_start,
                .dispatched = -1,
                .connected = -1,
                .first_byte = -1,
                .first_body_byte = -1,
                .finished = -1,
                .connect_time = -1,
                .tls_time = -1,
                .bytes_in = 0,
                .data_class = class_of(flow)};
}

/// Of all requests of a poll, this one included: the first began it, however late it was sent.
std::int64_t FlowRunner::own_time_of_polls(const FlowState& flow, const Sample& sample) {
  const OwnTime own = own_time_of(sample);
  return flow.polls_own + (flow.polled == 0 ? own.wait : own.sum());
}

/// The last of the present step. `wait` of what never ends runs to the moment when it was sent,
/// until the end of the run is known.
void FlowRunner::add_last_sample(FlowState& flow, Sample sample) {
  if (step_of(flow).poll) {
    const std::int64_t sent = sample.dispatched < 0 ? sample.intended : sample.dispatched;
    const std::int64_t last = sample.finished < 0 ? sent : sample.finished;
    sample.wait = last - (flow.poll_began < 0 ? sent : flow.poll_began);
    sample.wait_own = own_time_of_polls(flow, sample);
  }
  add_sample(flow, sample);
}

void FlowRunner::add_sample(FlowState& flow, const Sample& sample) {
  flow.begun += flow.polled == 0 ? 1U : 0U;
  flow.refused.reset();
  flow.notes.is_unanswered |= is_censored(sample.outcome);
  flow.notes.own_time += own_time_of(sample).sum();
  record_.store->add(sample);
  setup_.board.count_finished(is_error(sample.outcome));
  // A live figure of successes alone would look better the more requests time out.
  if (sample.outcome == Outcome::ok || (is_censored(sample.outcome) && sample.finished >= 0)) {
    setup_.board.count_latency(latency_of(sample));
  }
}

void FlowRunner::keep_example(const FlowState& flow, const Sample& sample, std::string_view detail,
                              const Exchange* exchange) {
  if (!examples_.take(sample.outcome, sample.step, sample.phase)) {
    return;
  }
  // More captured values than are kept to be masked: what a server says may hold any of them.
  if (exchange != nullptr && exchange->status != 0 && captured_.is_full()) {
    detail = "what the server said is left out: too many captured values to mask them all";
    exchange = nullptr;
  }
  Excerpt excerpt{.is_cut = false, .is_doubtful = false};
  if (exchange != nullptr) {
    const Shown shown = shown_of(step_of(flow).answer, *exchange, sample.outcome);
    excerpt = excerpt_of(shown, *exchange);
  }
  excerpt.is_cut |= detail.size() > longest_detail;
  RawExample raw{.example = ErrorExample{.outcome = sample.outcome,
                                         .step = sample.step,
                                         .phase = sample.phase,
                                         .status = sample.status,
                                         .detail = std::string(detail.substr(0, longest_detail))},
                 .own_secrets = credentials_of(setup_.program, step_of(flow), context_of(flow)),
                 .excerpt = excerpt};
  const auto add_captured = [&raw](std::string value) {
    if (value.size() >= shortest_captured_secret) {
      raw.own_secrets.push_back(std::move(value));
    }
  };
  for (const auto& [name, value] : flow.captures) {
    add_captured(plain_text(value));
  }
  if (exchange != nullptr) {
    std::ranges::for_each(would_be_captured(step_of(flow).answer, *exchange), add_captured);
  }
  record_.examples.push_back(std::move(raw));
}

void FlowRunner::count_checks(const FlowState& flow, const std::vector<CheckResult>& checks) {
  const std::size_t classes = setup_.context.plan.classes.size();
  const std::size_t block = check_block(flow.phase, class_of(flow), classes);
  const std::size_t first = block * setup_.program.checks + step_of(flow).first_check;
  for (const CheckResult& result : checks) {
    CheckTally& tally = record_.checks[first + result.check];
    tally.passed += result.held ? 1U : 0U;
    ++tally.evaluated;
  }
}

/// Before anything of the answer is written down: the next one may repeat them as well.
void FlowRunner::learn_cookies(const FlowState& flow, const Exchange& exchange) {
  if (step_of(flow).keeps_cookies && !captured_.is_full()) {
    for (const std::string& value : cookie_values(exchange)) {
      captured_.learn(value);
    }
  }
}

void FlowRunner::learn_captures(const FlowState& flow) {
  if (captured_.is_full() || setup_.keeps_captures) {
    return;
  }
  for (const auto& capture : step_of(flow).answer.captures) {
    if (const auto found = flow.captures.find(capture.capture->name);
        found != flow.captures.end()) {
      captured_.learn(plain_text(found->second));
    }
  }
}

void FlowRunner::count_request(const FlowState& flow, int difference) {
  const auto change = static_cast<std::size_t>(difference);  // wraps around for -1
  requests_ += change;
  open_requests_ += flow.identity.kind == FlowKind::arrival ? change : 0U;
  late_requests_ += flow.was_sent_late ? change : 0U;
  record_.max_in_flight = std::max<std::uint64_t>(record_.max_in_flight, requests_);
  setup_.board.set_in_flight(requests_);
  setup_.board.count_waiting(flow.ready, difference);
}

}  // namespace loadgate
