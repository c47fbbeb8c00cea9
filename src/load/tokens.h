// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "load/doors.h"

namespace loadgate {

/// Never.
inline constexpr Instant no_renewal = INT64_MAX;

/// The access tokens of targets that are authorised by OAuth 2 client credentials (RFC 6749 §4.4):
/// one for each such target, here called a client. Workers read them while one of them renews them.
class Tokens {
 public:
  /// Of nobody; make() fills it.
  Tokens() = default;
  /// Looks the token addresses up and asks for nothing yet. Errors: an address that is none,
  /// a name that does not resolve.
  static Result<std::unique_ptr<Tokens>> make(const LoadContext& context, const Doors& doors);

  /// Fetches each token that is not there yet, or is to be renewed by now, and waits for it.
  /// Error (cannot_measure): says what the server answered.
  Result<void> freshen(const LoadContext& context, const Doors& doors);

  /// Of the target, which has one; as it goes into a header.
  std::string of(std::size_t target) const;
  /// Every token that there was: all of them are secrets.
  std::vector<std::string> all() const;

  // For the worker that renews them.
  std::size_t clients() const { return clients_.size(); }
  const EndpointOptions& endpoint(std::size_t client) const { return clients_[client].endpoint; }
  const WireRequest& request(std::size_t client) const { return clients_[client].request; }
  Instant renew_at(std::size_t client) const;
  /// Takes the token out of an answer. Error: there is none in it, and why; the old one stays.
  Result<void> take(std::size_t client, const Exchange& exchange);

 private:
  struct Client {
    std::size_t target;
    EndpointOptions endpoint;
    WireRequest request;
    std::string token;
    Instant renew_at;
  };

  std::vector<Client> clients_;
  std::vector<std::string> all_;
  mutable std::mutex mutex_;  // guards tokens, renew_at and all_
};

/// With a token for each client; where nobody needs one nothing is sent.
Result<std::unique_ptr<Tokens>> open_tokens(const LoadContext& context, const Doors& doors);

}  // namespace loadgate
