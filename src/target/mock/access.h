// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/issued.h"
#include "target/mock/request.h"

namespace loadgate::mock {

/// Who may come in: sessions, API keys and OAuth 2 tokens that the mock has given out.
class Access {
 public:
  explicit Access(const MockConfig& config);
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

  /// 401 where the route requires what the request has not.
  std::optional<Answer> refusal(const MockRoute& route, const Request& request, Nanoseconds now);
  Answer start_session();
  Answer issue_key();
  /// 204, or 404 for a key that is unknown or revoked already.
  Answer revoke_key(std::string_view key, Nanoseconds now);
  /// RFC 6749 §4.4, the client credentials grant.
  Answer issue_token(const Request& request, Nanoseconds now);
  /// The number of the session whose cookie was sent, from 1; 0: none.
  std::uint64_t session_of(const Request& request, Nanoseconds now);
  void reset();

 private:
  bool has_key(const Request& request, Nanoseconds now);
  bool has_token(const Request& request, Nanoseconds now);

  const MockConfig& config_;
  Issued sessions_;
  Issued keys_;
  Issued tokens_;
};

/// Of `Authorization: Bearer …`; empty without it.
std::string_view bearer_of(const Request& request);

}  // namespace loadgate::mock
