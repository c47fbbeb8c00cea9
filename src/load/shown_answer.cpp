// SPDX-License-Identifier: Apache-2.0
#include "load/shown_answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "load/classify.h"
#include "load/header_name.h"

namespace loadgate {
namespace {

constexpr std::string_view no_value = "***";

void hide_values(nlohmann::json& value) {
  if (value.is_structured()) {
    std::ranges::for_each(value, hide_values);
  } else if (value.is_string() || value.dump().size() >= shortest_captured_secret) {
    value = no_value;
  }
}

std::string body_without_values(const AnswerProgram& program, Answer& answer) {
  if (answer.exchange().body.empty()) {
    return {};
  }
  if (const nlohmann::json* document = answer.json()) {
    return outline(*document);
  }
  return std::string("(not shown: it is ") + (answer.is_body_cut() ? "not whole" : "no JSON") +
         ", and may hold what was not found: " + missing_captures(program, answer) + ")";
}

}  // namespace

std::string missing_captures(const AnswerProgram& program, Answer& answer) {
  std::string names;
  for (const AnswerProgram::CaptureProgram& capture : program.captures) {
    if (!capture_value(capture, answer)) {
      names += (names.empty() ? "" : ", ") + capture.capture->name;
    }
  }
  return names;
}

Shown shown_of(const AnswerProgram& program, const Exchange& exchange, Outcome outcome) {
  constexpr int first_error = 400;
  Answer answer(exchange);
  if (exchange.status == 0 || missing_captures(program, answer).empty()) {
    return Shown::whole;
  }
  const bool is_refusal =
      exchange.status >= first_error && outcome == classify_status(exchange.status);
  return is_refusal ? Shown::words : Shown::outline;
}

/// The detail of an answer that did not come whole is the transport's, which may quote a header.
Excerpt excerpt_of(Shown shown, const Exchange& exchange) {
  const bool is_broken = exchange.outcome != Outcome::ok;
  return {.is_cut = exchange.is_cut,
          .is_doubtful = shown == Shown::words || (shown == Shown::outline && is_broken)};
}

std::string outline(const nlohmann::json& value) {
  nlohmann::json shown = value;
  hide_values(shown);
  return shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void keep_outline(const AnswerProgram& program, Exchange& exchange) {
  Answer answer(exchange);
  exchange.body = body_without_values(program, answer);
  exchange.is_cut = false;  // what stands there now ends where it ends
  for (auto& [name, value] : exchange.headers) {
    if (!is_harmless_header(name)) {
      value = no_value;
    }
  }
}

}  // namespace loadgate
