// SPDX-License-Identifier: Apache-2.0
#include "target/mock/actions.h"

#include "target/mock/echo.h"

namespace loadgate::mock {

Answer Actions::answer(const Request& request, const RouteMatch& match, Nanoseconds now) {
  if (auto refusal = access_.refusal(config_.routes[match.route], request, now)) {
    return *std::move(refusal);
  }
  return act(request, match, now);
}

Answer Actions::act(const Request& request, const RouteMatch& match, Nanoseconds now) {
  const MockRoute& route = config_.routes[match.route];
  switch (route.action) {
    case MockAction::log_in:
      return Shop::log_in(*config_.login, request.body);
    case MockAction::add_to_cart:
      return shop_.add_to_cart(request.body);
    case MockAction::show_order:
      return shop_.show_order(match.path_values.front());
    case MockAction::start_session:
      return access_.start_session();
    case MockAction::issue_key:
      return access_.issue_key();
    case MockAction::revoke_key:
      return access_.revoke_key(match.path_values.front(), now);
    case MockAction::issue_token:
      return access_.issue_token(request, now);
    case MockAction::start_job:
      return jobs_.start(now);
    case MockAction::show_job:
      return jobs_.show(match.path_values.front(), route.ready_after, now);
    case MockAction::echo:
      return echo(request);
    case MockAction::fixed_answer:
      break;
  }
  return {.status = route.status,
          .content_type = route.content_type,
          .body = route.body,
          .headers = {}};
}

void Actions::reset() {
  access_.reset();
  jobs_.reset();
  shop_.reset();
}

}  // namespace loadgate::mock
