// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "load/agenda.h"
#include "load/tokens.h"

namespace loadgate {

/// Renews tokens over a worker's transport, between its other requests and outside of all counts,
/// so that none of them waits for it. One worker does it for all. The clients of all arms are
/// counted through.
class TokenRenewal {
 public:
  /// `first_endpoint`: of the token addresses in the transport, in the order of the clients.
  TokenRenewal(std::vector<Tokens*> arms, std::size_t first_endpoint, Agenda& agenda);

  /// The appointment of this client has come.
  void start(std::size_t client, Transport& transport);
  /// True: the exchange was a token's. After a failure it is tried again, sooner than a minute.
  bool take(const Exchange& exchange, Instant now);
  /// Of clients whose last try failed: why.
  const std::map<std::size_t, std::string>& failures() const { return failures_; }

 private:
  struct Client {
    Tokens* tokens;
    std::size_t index;  ///< in its tokens
  };
  void plan(std::size_t client, Instant when);

  std::vector<Client> clients_;
  std::size_t first_endpoint_;
  Agenda& agenda_;
  std::map<std::size_t, std::string> failures_;
  std::map<std::size_t, int> tries_;  // that failed in a row, by client
};

}  // namespace loadgate
