// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadgate::mock {

/// Requests under way: received, and neither answered nor broken off yet.
class InFlight {
 public:
  explicit InFlight(std::size_t routes) : by_route_(routes + 1) {}

  void arrived(std::size_t route) {
    ++all_;
    ++by_route_[route];
  }
  void ended(std::size_t route) {
    --all_;
    --by_route_[route];
  }

  std::int64_t all() const { return all_; }
  std::int64_t of(std::size_t route) const { return by_route_[route]; }

 private:
  std::int64_t all_ = 0;
  std::vector<std::int64_t> by_route_;  // the last one: no route
};

}  // namespace loadgate::mock
