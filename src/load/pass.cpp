// SPDX-License-Identifier: Apache-2.0
#include "load/pass.h"

#include <algorithm>

#include "load/bounds.h"
#include "load/capture_value.h"
#include "load/credentials.h"
#include "load/header_name.h"
#include "load/repeat.h"
#include "load/request_writer.h"
#include "load/secret_values.h"
#include "load/shown_answer.h"
#include "load/unpack_body.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

constexpr std::int64_t said_after_ns = 2'000'000'000;
constexpr std::size_t body_kept = 8U << 10U;

void mask_header(const Secrets& secrets, std::string_view name, Excerpt excerpt,
                 std::string& value) {
  value = is_credential_header(name) ? "***" : mask_with(secrets, value, excerpt);
}

void mask_request(const Secrets& secrets, WireRequest& request) {
  request.url = secrets.mask(request.url);
  request.body = secrets.mask(request.body);
  for (std::string& header : request.headers) {
    const std::string name = header.substr(0, header.find(':'));
    std::string value = header.substr(std::min(header.size(), name.size() + 2));
    mask_header(secrets, name, {.is_cut = false, .is_doubtful = false}, value);
    header = name;
    header.append(": ").append(value);
  }
}

void mask_answer(const Secrets& secrets, Excerpt excerpt, Exchange& exchange) {
  exchange.body = mask_with(secrets, exchange.body, excerpt);
  exchange.detail = mask_with(secrets, exchange.detail, excerpt);
  for (auto& [name, value] : exchange.headers) {
    mask_header(secrets, name, {.is_cut = false, .is_doubtful = excerpt.is_doubtful}, value);
  }
}

}  // namespace

Result<void> Pass::run(const ScenarioProgram& scenario, const FlowIdentity& flow) {
  captures_ = known_before(setup_.program.given, setup_.context, flow);
  setup_.transport.forget_cookies(0);
  flow_ = flow;
  pauses_ = 0;
  patience_ = setup_.clock.now() + patience_of(setup_.program, scenario).count();
  bool has_failed = false;
  for (std::size_t at = 0; at < scenario.steps && setup_.stop == 0; ++at) {
    const StepProgram& step = setup_.program.steps[scenario.first_step + at];
    keep(step.step->pauses_before);
    auto request = write_request(setup_.program, step, context_of(step));
    if (!request && has_failed) {
      return {};  // what it needs was not captured
    }
    if (!request && at == 0) {
      return tl::make_unexpected(std::move(request).error());
    }
    request ? take(step, *request) : give_up(step, request.error());
    has_failed |= !is_success(done_.back().step.outcome);
    if (!is_success(done_.back().step.outcome) && step.step->on_error == OnError::stop_flow) {
      return {};
    }
  }
  keep(scenario.scenario->pauses_after);
  return {};
}

std::vector<PassStep> Pass::take_steps() {
  const Secrets& secrets = setup_.context.secrets;
  std::vector<PassStep> steps;
  for (auto& [step, excerpt] : done_) {
    mask_request(secrets, step.request);
    mask_answer(secrets, excerpt, step.exchange);
    for (auto& [name, value] : step.captured) {
      value = secrets.mask(value);
    }
    steps.push_back(std::move(step));
  }
  done_.clear();
  return steps;
}

RenderContext Pass::context_of(const StepProgram& step) const {
  return RenderContext{.plan = setup_.context.plan,
                       .outside = setup_.context.outside,
                       .flow = flow_,
                       .captures = captures_,
                       .step = step.full_name,
                       .now = setup_.clock.wall()};
}

void Pass::keep(const std::vector<Pause>& pauses) {
  if (setup_.pauses == Pauses::left_out) {
    return;
  }
  Instant until = setup_.clock.now();
  for (const Pause& pause : pauses) {
    until += pause_length(setup_.context.plan, pause, flow_, pauses_++).count();
  }
  wait_until(until, "pausing");
}

void Pass::take(const StepProgram& step, const WireRequest& request) {
  for (const std::string& credential : credentials_of(setup_.program, step, context_of(step))) {
    setup_.context.secrets.add(credential);
  }
  Answer answer = ask(step, request);
  PassStep done{.step = step.full_name,
                .request = request,
                .exchange = std::move(answer.exchange),
                .outcome = answer.reading.outcome,
                .captured = {},
                .checks = {},
                .requests = answer.requests};
  done.exchange.detail = answer.reading.detail;
  const Shown shown = shown_of(step.answer, done.exchange, done.outcome);
  if (shown == Shown::outline) {
    keep_outline(step.answer, done.exchange);
  }
  const Excerpt excerpt = excerpt_of(shown, done.exchange);
  for (const CheckResult& check : answer.reading.checks) {
    done.checks.emplace_back(step.answer.checks[check.check], check.held);
  }
  for (const auto& program : step.answer.captures) {
    if (const auto found = captures_.find(program.capture->name); found != captures_.end()) {
      done.captured.emplace_back(found->first, plain_text(found->second));
    }
  }
  done_.push_back({.step = std::move(done), .excerpt = excerpt});
}

/// The request cannot be written with what the server answered before: an error of the step, as it
/// is one under load.
void Pass::give_up(const StepProgram& step, const Error& error) {
  PassStep unsent{.step = step.full_name,
                  .request = {},
                  .exchange = {},
                  .outcome = Outcome::assertion,
                  .captured = {},
                  .checks = {},
                  .requests = 0};
  unsent.request.method = step.step->method;
  unsent.request.endpoint = step.endpoint;
  unsent.exchange.detail = error.message;
  done_.push_back({.step = std::move(unsent), .excerpt = {.is_cut = false, .is_doubtful = false}});
}

/// Sends the request until its answer stands and its poll asks no more.
Pass::Answer Pass::ask(const StepProgram& step, const WireRequest& request) {
  std::int64_t requests = 0;
  std::int64_t answered = 0;
  std::uint32_t attempts = 0;
  while (true) {
    Exchange exchange = send(step, request);
    requests += 1 + exchange.hops;
    ++attempts;
    learn(step, exchange);
    auto [reading, asks_again] =
        read_step_answer(step, exchange, context_of(step), answered, captures_);
    if (waits_for_attempt(step, exchange, reading.outcome, attempts)) {
      continue;
    }
    if (asks_again && setup_.stop == 0) {
      ++answered;
      attempts = 0;
      wait_until(exchange.finished + step.poll->poll->every.count(), "asking again soon");
      continue;
    }
    return {.exchange = std::move(exchange), .reading = std::move(reading), .requests = requests};
  }
}

bool Pass::waits_for_attempt(const StepProgram& step, const Exchange& exchange, Outcome outcome,
                             std::uint32_t attempts) {
  const AnsweredRequest request{.plan = setup_.context.plan,
                                .step = step,
                                .flow = flow_,
                                .attempts = attempts,
                                .patience = patience_};
  const auto when = next_attempt(request, exchange, outcome, setup_.clock.wall());
  if (!when || setup_.stop != 0) {
    return false;
  }
  wait_until(*when, "answered with " + std::to_string(exchange.status) + ", sending " +
                        step.full_name + " again");
  return setup_.stop == 0;
}

/// In an answer that failed it is as secret as in one that did not.
void Pass::learn(const StepProgram& step, const Exchange& exchange) {
  for (const auto& values : {would_be_captured(step.answer, exchange), cookie_values(exchange)}) {
    for (const std::string& value : values) {
      if (value.size() >= shortest_captured_secret) {
        setup_.context.secrets.add_captured(value);
      }
    }
  }
}

Exchange Pass::send(const StepProgram& step, const WireRequest& request) {
  WireRequest shown = request;
  if (step.keeps_cookies) {
    shown.cookie_jar = 0;
  }
  shown.keep_headers = true;
  shown.keep_body = std::max(request.keep_body, body_kept);
  std::vector<Exchange> ended;
  const Instant began = setup_.clock.now();
  bool has_said = false;
  setup_.transport.start(0, std::move(shown));
  while (ended.empty()) {
    if (setup_.stop != 0) {
      setup_.transport.abandon(ended);
      break;
    }
    setup_.transport.wait(setup_.clock.now() + tick_ns, ended);
    if (!has_said && ended.empty() && setup_.clock.now() - began >= said_after_ns) {
      has_said = true;
      setup_.context.progress.note(
          "waiting for " + setup_.context.secrets.shown(name_of(request), shown_bytes) + " (2 s)");
    }
  }
  unpack_body(step, BodyReader::person, ended.front());
  return std::move(ended.front());
}

/// Says so where that takes long.
void Pass::wait_until(Instant moment, const std::string& what) {
  const std::int64_t length = moment - setup_.clock.now();
  if (length >= said_after_ns) {
    setup_.context.progress.note(setup_.context.secrets.shown(what, shown_bytes) + ": " +
                                 format_duration(static_cast<double>(length)));
  }
  std::vector<Exchange> none;
  while (setup_.stop == 0 && setup_.clock.now() < moment) {
    setup_.transport.wait(std::min(moment, setup_.clock.now() + tick_ns), none);
  }
}

/// Of a target with a name the whole address: the path alone would not tell whose it is.
std::string Pass::name_of(const WireRequest& request) const {
  const std::string& target = setup_.program.target_urls.front();
  const bool is_main = request.endpoint == 0 && request.url.starts_with(target);
  return request.method + " " + (is_main ? request.url.substr(target.size()) : request.url);
}

std::string answer_words(int status, const std::string& detail) {
  if (status == 0) {
    return detail;
  }
  const std::string text = "status " + std::to_string(status);
  return detail.empty() || detail == text ? text : text + ": " + detail;
}

std::string words_of(const PassStep& step) {
  return answer_words(step.exchange.status, step.exchange.detail);
}

}  // namespace loadgate
