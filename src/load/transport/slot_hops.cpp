// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "load/transport/redirect.h"
#include "load/transport/slot.h"

// The half of Slot that follows redirects.
namespace loadgate {

bool Slot::follow() {
  const bool may_follow = request_.redirects > 0 && exchange_.outcome == Outcome::ok;
  const std::string* location = may_follow ? location_of(exchange_) : nullptr;
  if (location == nullptr) {
    return false;
  }
  is_prepared_ = false;  // the parser is about to hold another address
  std::string obstacle = exchange_.hops == request_.redirects
                             ? "more than " + std::to_string(request_.redirects) +
                                   " redirects, the last one to " + address_in_words(*location)
                             : resolve_redirect(address_.get(), settings_.origin, *location);
  if (!obstacle.empty()) {
    exchange_.outcome = Outcome::assertion;
    exchange_.detail = std::move(obstacle);
    return false;
  }
  if (settings_.may_follow && !settings_.may_follow()) {
    exchange_.outcome = Outcome::cut;
    exchange_.detail = "not followed to " + address_in_words(*location);
    return false;
  }
  is_under_way_ = prepare_hop();
  return is_under_way_;
}

/// Readies the handle for the address in the parser.
bool Slot::prepare_hop() {
  const Nanoseconds spent{monotonic_now() - exchange_.dispatched};
  if (spent >= request_.timeout) {
    exchange_.outcome = Outcome::timeout_total;
    exchange_.detail = "timed out after " + std::to_string(exchange_.hops + 1) + " redirects";
    return false;
  }
  redirect(request_, exchange_.status, address_.get());
  begin_hop();
  curl_easy_setopt(easy(), CURLOPT_CURLU, address_.get());
  if (!prepare_headers(false) || !prepare_method(false)) {
    return false;
  }
  is_prepared_ = true;
  prepare_timeouts(request_.timeout - spent);
  reader_.begin(request_.keep_body, true);
  return true;
}

/// What the next request finds is its own; `dispatched` stays that of the first.
void Slot::begin_hop() {
  if (exchange_.hops == 0) {
    first_ = {.connected = exchange_.connected,
              .is_new = exchange_.is_new_connection,
              .connect_time = exchange_.connect_time,
              .tls_time = exchange_.tls_time,
              .connect_own = std::exchange(exchange_.connect_own, 0),
              .tls_own = std::exchange(exchange_.tls_own, 0)};
  }
  Exchange next = empty_exchange(exchange_.token);
  next.dispatched = exchange_.dispatched;
  next.hops = exchange_.hops + 1;
  next.earlier_own = exchange_.earlier_own + exchange_.connect_own + exchange_.tls_own +
                     std::max<std::int64_t>(exchange_.rx_age, 0);
  began_ = opened_until_ = exchange_.finished;
  is_linked_ = false;
  next.hop_cookies = std::move(exchange_.hop_cookies);
  for (auto& [name, value] : exchange_.headers) {
    if (name == "set-cookie") {
      next.hop_cookies.push_back(std::move(value));
    }
  }
  exchange_ = std::move(next);
  forget_connection();
}

/// On a connection that is there, all time since the answer that led here was ours.
void Slot::note_hop() {
  if (exchange_.hops > 0 && !exchange_.is_new_connection) {
    exchange_.earlier_own += exchange_.connected - began_;
  }
}

/// Several requests that are one: its connection is that of the first.
void Slot::end_hops() {
  if (exchange_.hops > 0) {
    exchange_.earlier_own += exchange_.connect_own + exchange_.tls_own;
    exchange_.connect_own = first_.connect_own;
    exchange_.tls_own = first_.tls_own;
    exchange_.connected = first_.connected;
    exchange_.is_new_connection = first_.is_new;
    exchange_.connect_time = first_.connect_time;
    exchange_.tls_time = first_.tls_time;
  }
}

}  // namespace loadgate
