// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "target/mock/answer.h"
#include "target/mock/config.h"

namespace loadgate::mock {

/// The small shop behind the quick start: a checked login, a cart that makes orders, the orders.
class Shop {
 public:
  /// `{"user": …, "password": …}` -> 200 with `access_token`, or 401.
  static Answer log_in(const MockLogin& login, std::string_view body);
  /// `{"productId": …, "quantity": 1}` -> 201 with `order`, or 400.
  Answer add_to_cart(std::string_view body);
  /// 200 with the order, or 404. The last 100,000 are kept.
  Answer show_order(std::string_view order) const;
  void reset();

 private:
  std::uint64_t first_ = 1;
  std::deque<std::string> orders_;  // JSON; order n is at n - first_
};

}  // namespace loadgate::mock
