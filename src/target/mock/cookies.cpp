// SPDX-License-Identifier: Apache-2.0
#include "target/mock/cookies.h"

namespace loadgate::mock {

std::vector<Field> cookies_of(const Request& request) {
  std::vector<Field> cookies;
  for (const Field& field : request.fields) {
    std::string_view rest = equal_without_case(field.name, "Cookie") ? field.value : "";
    while (!rest.empty()) {
      std::string_view value = trimmed(take_until(rest, ';'));
      const std::string_view name = take_until(value, '=');
      if (!name.empty()) {
        cookies.push_back({.name = name, .value = value});
      }
    }
  }
  return cookies;
}

}  // namespace loadgate::mock
