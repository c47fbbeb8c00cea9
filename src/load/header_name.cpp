// SPDX-License-Identifier: Apache-2.0
#include "load/header_name.h"

#include <algorithm>
#include <array>

#include "base/letters.h"

namespace loadgate {

bool is_same_name(std::string_view a, std::string_view b) {
  return equal_without_case(a, b);
}

bool is_credential_header(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"authorization", "proxy-authorization", "cookie",
                                                  "set-cookie"};
  return std::ranges::any_of(
      names, [name](std::string_view credential) { return is_same_name(name, credential); });
}

}  // namespace loadgate
