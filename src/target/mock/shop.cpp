// SPDX-License-Identifier: Apache-2.0
#include "target/mock/shop.h"

#include <nlohmann/json.hpp>

namespace loadgate::mock {
namespace {

using Json = nlohmann::ordered_json;

std::string as_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
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
  const Json order = {{"order", std::to_string(orders_.next())},
                      {"status", "done"},
                      {"productId", asked["productId"]},
                      {"quantity", asked.value("quantity", Json(1))}};
  return json_answer(201, orders_.add(as_text(order)));
}

Answer Shop::show_order(std::string_view order) {
  const std::string* found = orders_.find(order);
  return found != nullptr ? json_answer(200, *found) : error_answer(404, "no such order");
}

void Shop::reset() {
  orders_.clear();
}

}  // namespace loadgate::mock
