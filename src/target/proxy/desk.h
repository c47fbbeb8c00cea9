// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "target/proxy/fault.h"

namespace loadgate::proxy {

/// Decides which answers are disturbed. Asked by the proxy's thread, told by others.
class Desk {
 public:
  void set_fault(std::optional<Fault> fault);
  void switch_fault(bool is_on) { is_on_.store(is_on, std::memory_order_relaxed); }

  /// What becomes of the answer to a request with this tag; nothing: it stays as it is.
  std::optional<Fault> decide(const Tag& tag);

 private:
  bool is_meant(const Tag& tag);

  std::mutex lock_;
  std::optional<Fault> fault_;
  EvenShare share_{0};
  std::unordered_set<std::string> flows_;  // that began while it was switched on
  std::atomic<bool> is_on_{false};
};

}  // namespace loadgate::proxy
