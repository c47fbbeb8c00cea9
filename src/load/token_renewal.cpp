// SPDX-License-Identifier: Apache-2.0
#include "load/token_renewal.h"

#include <algorithm>

#include "base/units.h"

namespace loadgate {
namespace {

// Flows are numbered from 0 by their places, and there are never so many.
constexpr std::uint64_t first_token = std::uint64_t{1} << 63U;

constexpr int most_doublings = 5;  // 32 s

}  // namespace

TokenRenewal::TokenRenewal(std::vector<Tokens*> arms, std::size_t first_endpoint, Agenda& agenda)
    : first_endpoint_(first_endpoint), agenda_(agenda) {
  for (Tokens* tokens : arms) {
    for (std::size_t index = 0; index < tokens->clients(); ++index) {
      clients_.push_back({.tokens = tokens, .index = index});
      plan(clients_.size() - 1, tokens->renew_at(index));
    }
  }
}

void TokenRenewal::plan(std::size_t client, Instant when) {
  if (when != no_renewal) {
    agenda_.add(when, Appointment::Kind::token, client, 0);
  }
}

void TokenRenewal::start(std::size_t client, Transport& transport) {
  WireRequest request = clients_[client].tokens->request(clients_[client].index);
  request.endpoint = first_endpoint_ + client;
  transport.start(first_token + client, std::move(request));
}

bool TokenRenewal::take(const Exchange& exchange, Instant now) {
  if (exchange.token < first_token) {
    return false;
  }
  const auto client = static_cast<std::size_t>(exchange.token - first_token);
  if (exchange.outcome == Outcome::cut) {  // the load is over
    return true;
  }
  const auto [tokens, index] = clients_[client];
  const Result<void> taken = tokens->take(index, exchange);
  if (taken) {
    failures_.erase(client);
    tries_.erase(client);
    // Not at once again, however short its life is.
    plan(client, std::max(tokens->renew_at(index), now + one_second / 4));
    return true;
  }
  failures_[client] = taken.error().message;
  plan(client, now + (one_second << std::min(tries_[client]++, most_doublings)));
  return true;
}

}  // namespace loadgate
