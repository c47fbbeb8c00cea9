// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/numbered.h"

namespace loadgate::mock {

/// The small shop behind the quick start: a checked login, a cart that makes orders, the orders.
class Shop {
 public:
  /// `{"user": …, "password": …}` -> 200 with `access_token`, or 401.
  static Answer log_in(const MockLogin& login, std::string_view body);
  /// `{"productId": …, "quantity": 1}` -> 201 with `order`, or 400.
  Answer add_to_cart(std::string_view body);
  /// 200 with the order, or 404. The last 100,000 are kept.
  Answer show_order(std::string_view order);
  void reset();

 private:
  static constexpr std::size_t orders_kept = 100'000;
  Numbered<std::string> orders_{orders_kept};  // JSON
};

}  // namespace loadgate::mock
