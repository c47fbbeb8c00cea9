// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "run/run.h"
#include "spec/spec.h"

namespace loadgate {

/// Ends the load before its plan does, from inside: the budget is used up, or a condition of
/// `stop_when` holds. Shared by all workers and the coordinator.
class Brake {
 public:
  explicit Brake(const Budget& budget) : budget_(budget), left_(budget.requests.value_or(0)) {}

  bool is_on() const { return is_on_.load(std::memory_order_acquire); }

  /// Takes one request out of the budget, or one redirect that is followed; false, and the brake is
  /// on: there was none left.
  bool take_request();
  /// The load has lasted so long, and its last phase is not over.
  void look_at_time(std::int64_t since_start);
  /// The first reason counts.
  void pull(RunEnd how, std::string why);

  // Once the workers have ended, where it is on.
  RunEnd end() const { return end_; }
  const std::string& why() const { return why_; }

 private:
  Budget budget_;
  std::atomic<std::int64_t> left_;
  std::atomic<bool> is_pulled_{false};
  std::atomic<bool> is_on_{false};
  RunEnd end_ = RunEnd::complete;
  std::string why_;
};

}  // namespace loadgate
