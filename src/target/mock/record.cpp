// SPDX-License-Identifier: Apache-2.0
#include "target/mock/record.h"

#include <utility>

namespace loadgate::mock {

Record::Record(std::size_t limit, std::size_t routes) : limit_(limit), totals_(routes + 1) {}

Ticket Record::arrived(RecordedRequest request) {
  request.number = ++arrivals_;
  const Ticket ticket{.epoch = epoch_,
                      .number = request.number,
                      .route = request.route,
                      .traffic = request.traffic,
                      .status = request.status,
                      .is_corrupted = request.is_corrupted};
  Tally& totals = tally(request.route, request.traffic);
  ++totals.requests;
  totals.limited += request.is_limited ? 1U : 0U;
  requests_.push_back(std::move(request));
  if (requests_.size() > limit_) {
    requests_.pop_front();
  }
  return ticket;
}

void Record::ended(const Ticket& ticket, Outcome outcome, Nanoseconds when) {
  if (ticket.epoch != epoch_) {
    return;
  }
  if (outcome == Outcome::answered && ticket.is_corrupted) {
    outcome = Outcome::corrupted;
  }
  Tally& totals = tally(ticket.route, ticket.traffic);
  ++totals.outcomes[static_cast<std::size_t>(outcome)];
  if (ticket.status != 0) {
    ++totals.statuses[ticket.status];
  }
  const std::uint64_t first_kept = arrivals_ - requests_.size() + 1;
  if (ticket.number < first_kept) {
    return;
  }
  RecordedRequest& request = requests_[ticket.number - first_kept];
  request.outcome = outcome;
  request.ended = when;
}

void Record::reset() {
  ++epoch_;
  arrivals_ = 0;
  requests_.clear();
  totals_.assign(totals_.size(), RouteTotals{});
}

Tally& Record::tally(std::size_t route, Traffic traffic) {
  RouteTotals& totals = totals_[route];
  return traffic == Traffic::preflight ? totals.preflight : totals.load;
}

}  // namespace loadgate::mock
