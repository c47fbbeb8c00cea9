// SPDX-License-Identifier: Apache-2.0
#include "load/repeat.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "load/capture_value.h"
#include "load/classify.h"
#include "load/header_name.h"
#include "load/retry_after.h"
#include "plan/backoff.h"

namespace loadgate {
namespace {

constexpr std::size_t shown_condition_bytes = 100;
constexpr std::array again{Outcome::rate_limited, Outcome::overloaded};

/// A condition looks at an answer as a capture does.
AnswerProgram::CaptureProgram capture_for(const PollCondition& until, Capture& capture) {
  capture = Capture{
      .name = {}, .kind = until.source, .expression = until.expression, .where = until.value.where};
  return {.capture = &capture, .regex = std::nullopt};
}

/// Empty: the condition holds. What is not there satisfies none.
std::string what_is_missing(const PollProgram& program, const Exchange& exchange,
                            const RenderContext& context) {
  const PollCondition& until = program.poll->until;
  Answer answer(exchange);
  Capture capture;
  const std::optional<CapturedValue> found = capture_value(capture_for(until, capture), answer);
  if (!found) {
    return "the last answer has no " + source_of(capture);
  }
  const Result<std::string> wanted = write_phrase(program.value, context);
  if (!wanted) {
    return wanted.error().message;
  }
  const std::string text = plain_text(*found);
  return (text == *wanted) == until.is_equal ? "" : "it was '" + text + "' in the last answer";
}

/// Of the checks only the status is looked at.
std::vector<CheckResult> status_check(const StepProgram& step) {
  return step.answer.status ? std::vector{CheckResult{step.answer.status->check, true}}
                            : std::vector<CheckResult>();
}

std::optional<Nanoseconds> asked_wait(const Exchange& exchange, Timestamp now) {
  for (const auto& [name, value] : exchange.headers) {
    if (is_same_name(name, "retry-after")) {
      if (const std::optional<Nanoseconds> asked = parse_retry_after(value, now)) {
        return asked;
      }
    }
  }
  return std::nullopt;
}

bool may_go_out_again(const AnsweredRequest& request, const Exchange& exchange, Outcome outcome) {
  return std::ranges::find(again, outcome) != again.end() && exchange.status != 0 &&
         request.attempts <= request.step.retries;
}

}  // namespace

Result<std::optional<PollProgram>> compile_poll(const Step& step, const RenderContext& constants,
                                                AnswerProgram& answer) {
  if (!step.poll) {
    return std::optional<PollProgram>();
  }
  ASSIGN_OR_RETURN(Phrase value, compile_phrase(step.poll->until.value, render, constants));
  answer.checks.push_back("poll " + printable(step.poll->until.text, shown_condition_bytes));
  return std::optional(PollProgram{
      .poll = &*step.poll, .value = std::move(value), .check = answer.checks.size() - 1});
}

StepReading read_step_answer(const StepProgram& step, const Exchange& exchange,
                             const RenderContext& context, std::int64_t answered,
                             Captures& captures) {
  const bool is_looked_at = step.poll && exchange.outcome == Outcome::ok &&
                            is_expected_status(step.step->expect.status, exchange.status);
  if (!is_looked_at) {
    return {.reading = read_answer(step, exchange, context, captures), .asks_again = false};
  }
  const std::string missing = what_is_missing(*step.poll, exchange, context);
  if (missing.empty()) {
    Reading reading = read_answer(step, exchange, context, captures);
    reading.checks.push_back({step.poll->check, true});
    return {.reading = std::move(reading), .asks_again = false};
  }
  Reading reading{.outcome = Outcome::ok, .detail = {}, .checks = status_check(step)};
  const bool asks_again = answered + 1 < step.poll->poll->max_requests;
  if (!asks_again) {
    reading.outcome = Outcome::assertion;
    reading.detail = step.answer.checks[step.poll->check] + ": not reached after " +
                     std::to_string(answered + 1) + " requests: " + missing;
    reading.checks.push_back({step.poll->check, false});
  }
  return {.reading = std::move(reading), .asks_again = asks_again};
}

std::optional<Instant> next_attempt(const AnsweredRequest& request, const Exchange& exchange,
                                    Outcome outcome, Timestamp now) {
  if (!may_go_out_again(request, exchange, outcome)) {
    return std::nullopt;
  }
  const Nanoseconds wait =
      asked_wait(exchange, now)
          .value_or(backoff(request.plan, request.flow, request.step.full_name, request.attempts));
  if (wait == beyond_patience) {
    return std::nullopt;
  }
  const Instant next = exchange.finished + wait.count();
  return next < request.patience ? std::optional(next) : std::nullopt;
}

std::string why_not_again(const AnsweredRequest& request, const Exchange& exchange, Outcome outcome,
                          Timestamp now) {
  const bool is_far =
      may_go_out_again(request, exchange, outcome) && asked_wait(exchange, now) == beyond_patience;
  return is_far ? "not sent again, as its Retry-After is more than a day away: " : "";
}

}  // namespace loadgate
