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

TokenRenewal::TokenRenewal(Tokens& tokens, std::size_t first_endpoint, Agenda& agenda)
    : tokens_(tokens), first_endpoint_(first_endpoint), agenda_(agenda) {
  for (std::size_t client = 0; client < tokens.clients(); ++client) {
    plan(client, tokens.renew_at(client));
  }
}

void TokenRenewal::plan(std::size_t client, Instant when) {
  if (when != no_renewal) {
    agenda_.add(when, Appointment::Kind::token, client, 0);
  }
}

void TokenRenewal::start(std::size_t client, Transport& transport) {
  WireRequest request = tokens_.request(client);
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
  const Result<void> taken = tokens_.take(client, exchange);
  if (taken) {
    failures_.erase(client);
    tries_.erase(client);
    // Not at once again, however short its life is.
    plan(client, std::max(tokens_.renew_at(client), now + one_second / 4));
    return true;
  }
  failures_[client] = taken.error().message;
  plan(client, now + (one_second << std::min(tries_[client]++, most_doublings)));
  return true;
}

}  // namespace loadgate
