// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "spec/spec.h"
#include "target/proxy/fault.h"

namespace loadgate {

/// What a proxy stands before.
struct ProxyTarget {
  std::string url;  ///< http or https, maybe with a path
  TlsOptions tls;   ///< files as the process sees them
  Nanoseconds connect_timeout;
};

/// The built-in proxy of the self-test: HTTP/1.1 on loopback, a connection to the target for each
/// of its clients' connections, a thread of its own. Stopped when the value ends.
class Proxy {
 public:
  struct Room;
  /// Error: cannot_measure if nobody answers at the target's address, or not in TLS.
  static Result<std::unique_ptr<Proxy>> start(const ProxyTarget& target);
  explicit Proxy(std::unique_ptr<Room> room);  ///< only `start` has a Room
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::string url() const;  ///< "http://127.0.0.1:43121/path"
  /// From now on; nothing: every answer as it is. It begins switched off.
  void set_fault(std::optional<Fault> fault);
  void switch_fault(bool is_on);

 private:
  std::unique_ptr<Room> room_;
};

}  // namespace loadgate
