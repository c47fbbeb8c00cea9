// SPDX-License-Identifier: Apache-2.0
#include "target/mock/service.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/pack.h"
#include "target/mock/describe.h"
#include "target/mock/gzip.h"
#include "target/mock/stats.h"

namespace loadgate::mock {
namespace {

bool sends_status(Fate fate) {
  return fate != Fate::hang && fate != Fate::reset;
}

std::string bytes_to_send(Message message, Fate fate) {
  if (!sends_status(fate)) {
    return {};
  }
  return fate == Fate::half ? first_half(message) : std::move(message.bytes);
}

BodyPart body_part(const Request& request) {
  return request.method == "HEAD" ? BodyPart::left_out : BodyPart::sent;
}

Fate with_ending(Fate fate, Ending asked) {
  return fate == Fate::answer && asked == Ending::close ? Fate::answer_and_close : fate;
}

Ending ending_of(Fate fate) {
  return fate == Fate::answer_and_close ? Ending::close : Ending::keep_alive;
}

}  // namespace

Service::Service(MockConfig config)
    : config_(std::move(config)),
      routes_(config_.routes),
      record_(config_.record_limit, config_.routes.size()),
      limits_(config_),
      in_flight_(config_.routes.size()),
      actions_(config_),
      numbers_(config_.routes.size()) {
  for (const MockRoute& route : config_.routes) {
    packed_.push_back(route.gzip ? loadgate::pack(route.body, Frame::gzip) : "");
  }
}

Reply Service::receive(const Request& request, Nanoseconds received) {
  const bool is_ours = request.path().starts_with("/__stats");
  if (const auto match = routes_.find(request.method, request.path()); match && !is_ours) {
    in_flight_.arrived(match->route);
    return note(request, match->route, serve(request, *match, received), received);
  }
  if (const auto page = own_page(request)) {
    const Fate fate = with_ending(Fate::answer, request.asked);
    return {.due = received,
            .fate = fate,
            .burn = {},
            .bytes = write_message(*page, {}, {ending_of(fate), body_part(request)}).bytes,
            .ticket = std::nullopt};
  }
  in_flight_.arrived(config_.routes.size());
  return note(request, config_.routes.size(),
              at_once(error_answer(404, "the mock has no route for this request"), received),
              received);
}

void Service::ended(const Ticket& ticket, Outcome outcome, Nanoseconds when) {
  in_flight_.ended(ticket.route);
  record_.ended(ticket, outcome, when);
}

std::optional<Answer> Service::own_page(const Request& request) {
  const std::string_view path = request.path();
  if (request.method == "POST" && path == "/__stats/reset") {
    reset();
    return json_answer(200, "{\"reset\":true}");
  }
  if (request.method != "GET") {
    return std::nullopt;
  }
  if (path == "/__stats") {
    return json_answer(200, render_stats(record_, config_.routes));
  }
  if (path == "/__stats/summary") {
    return json_answer(200, render_summary(record_, config_.routes));
  }
  if (path == "/healthz") {
    return json_answer(200, "{\"status\":\"ok\"}");
  }
  return std::nullopt;
}

void Service::reset() {
  record_.reset();
  limits_.reset();
  actions_.reset();
  burner_.stop();
  first_load_.reset();
  numbers_.assign(numbers_.size(), {});
}

RequestKey Service::number(const Request& request, std::size_t route, Nanoseconds received) {
  const Traffic traffic = traffic_of(request);
  if (traffic == Traffic::load && !first_load_) {
    first_load_ = received;
    burner_.start(config_.burn_threads);
  }
  return {.seed = config_.seed,
          .route = static_cast<std::uint16_t>(route),
          .traffic = traffic,
          .number = numbers_[route][static_cast<std::size_t>(traffic)]++};
}

Service::Planned Service::serve(const Request& request, const RouteMatch& match,
                                Nanoseconds received) {
  const RequestKey key = number(request, match.route, received);
  const auto admission = limits_.take(request, match.route, received);
  const bool is_limited = admission && !admission->is_admitted;
  Planned planned = is_limited ? at_once(error_answer(429, "too many requests"), received)
                               : plan(request, match, key, received);
  planned.is_limited = is_limited;
  if (admission) {
    std::ranges::move(limit_headers(*admission), std::back_inserter(planned.answer.headers));
  }
  return planned;
}

Service::Planned Service::at_once(Answer answer, Nanoseconds received) {
  return {.answer = std::move(answer),
          .fate = Fate::answer,
          .due = received,
          .burn = {},
          .is_corrupted = false,
          .is_limited = false};
}

Service::Planned Service::plan(const Request& request, const RouteMatch& match,
                               const RequestKey& key, Nanoseconds received) {
  const MockRoute& route = config_.routes[match.route];
  const Decision decision = decide_now(key);
  Answer answer =
      decision.error_status != 0
          ? error_answer(decision.error_status, "an error that the mock was told to make")
          : actions_.answer(request, match, received);
  const bool is_corrupted = decision.is_corrupted && answer.status < 300 && !answer.body.empty();
  if (is_corrupted) {
    corrupt(answer);
  }
  pack(request, match.route, answer);
  return {.answer = std::move(answer),
          .fate = decision.fate,
          .due = due_at(config_, route, received, first_load_, decision.delay),
          .burn = route.burn,
          .is_corrupted = is_corrupted,
          .is_limited = false};
}

Decision Service::decide_now(const RequestKey& key) const {
  const MockRoute& route = config_.routes[key.route];
  Decision decision = decide(route, key);
  if (route.above && in_flight_.of(key.route) > route.above->in_flight) {
    decide_above(*route.above, key, Scope::route, decision);
  }
  if (config_.above && in_flight_.all() > config_.above->in_flight) {
    decide_above(*config_.above, key, Scope::server, decision);
  }
  return decision;
}

/// Fixed bodies are packed once.
void Service::pack(const Request& request, std::size_t route, Answer& answer) const {
  if (!config_.routes[route].gzip || answer.body.empty()) {
    return;
  }
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (accepts_gzip(request.header("Accept-Encoding"))) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    answer.body = answer.body == config_.routes[route].body
                      ? packed_[route]
                      : loadgate::pack(answer.body, Frame::gzip);
  }
}

Reply Service::note(const Request& request, std::size_t route, Planned planned,
                    Nanoseconds received) {
  const Fate fate = with_ending(planned.fate, request.asked);
  static const Headers no_headers;
  const MockRoute* taken = route < config_.routes.size() ? &config_.routes[route] : nullptr;
  Message message = write_message(planned.answer, taken != nullptr ? taken->headers : no_headers,
                                  {.ending = ending_of(fate), .body = body_part(request)});
  RecordedRequest record = describe(request, config_, taken);
  record.route = route;
  record.session = actions_.access().session_of(request, received);
  record.received = received;
  record.due = planned.due;
  record.status = sends_status(fate) ? planned.answer.status : 0;
  record.in_flight = in_flight_.all();
  record.is_corrupted = planned.is_corrupted;
  record.is_limited = planned.is_limited;
  return {.due = planned.due,
          .fate = fate,
          .burn = planned.burn,
          .bytes = bytes_to_send(std::move(message), fate),
          .ticket = record_.arrived(std::move(record))};
}

}  // namespace loadgate::mock
