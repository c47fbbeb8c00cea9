// SPDX-License-Identifier: Apache-2.0
#include "target/mock/shop.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/encoding.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t orders_kept = 100'000;

std::string as_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

Answer Shop::log_in(const MockLogin& login, std::string_view body) {
  const Json asked = Json::parse(body, nullptr, false);
  if (!asked.is_object()) {
    return error_answer(400, "expected a JSON object with user and password");
  }
  if (asked.value("user", Json()) != login.user ||
      asked.value("password", Json()) != login.password) {
    return error_answer(401, "wrong user or password");
  }
  return json_answer(200, as_text({{"access_token", login.token}, {"token_type", "bearer"}}));
}

Answer Shop::add_to_cart(std::string_view body) {
  const Json asked = Json::parse(body, nullptr, false);
  if (!asked.is_object() || !asked.contains("productId")) {
    return error_answer(400, "expected a JSON object with productId and quantity");
  }
  const Json order = {{"order", std::to_string(first_ + orders_.size())},
                      {"status", "done"},
                      {"productId", asked["productId"]},
                      {"quantity", asked.value("quantity", Json(1))}};
  orders_.push_back(as_text(order));
  if (orders_.size() > orders_kept) {
    orders_.pop_front();
    ++first_;
  }
  return json_answer(201, orders_.back());
}

Answer Shop::show_order(std::string_view order) const {
  const auto number = parse_number(order);
  if (!number || *number < first_ || *number - first_ >= orders_.size()) {
    return error_answer(404, "no such order");
  }
  return json_answer(200, orders_[*number - first_]);
}

void Shop::reset() {
  orders_.clear();
  first_ = 1;
}

}  // namespace loadgate::mock
