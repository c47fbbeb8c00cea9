// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "target/mock/certificate.h"
#include "target/mock/config.h"

namespace loadgate::mock {

/// Listens on 127.0.0.1 and serves every connection from one thread of its own: numbers of
/// requests and their draws are then in one order. Stopped when the value ends.
class Server {
 public:
  explicit Server(MockConfig config);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Error: cannot_measure if the port is taken.
  Result<void> start(const std::optional<Certificate>& certificate);
  std::string url() const;

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace loadgate::mock
