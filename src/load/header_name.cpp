// SPDX-License-Identifier: Apache-2.0
#include "load/header_name.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/letters.h"

namespace loadgate {
namespace {

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names,
                             [name](std::string_view one) { return is_same_name(name, one); });
}

}  // namespace

bool is_same_name(std::string_view a, std::string_view b) {
  return equal_without_case(a, b);
}

bool is_credential_header(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"authorization", "proxy-authorization", "cookie",
                                                  "set-cookie"};
  return is_one_of(names, name);
}

bool is_harmless_header(std::string_view name) {
  constexpr std::array<std::string_view, 14> names{"allow",
                                                   "cache-control",
                                                   "connection",
                                                   "content-encoding",
                                                   "content-language",
                                                   "content-length",
                                                   "content-type",
                                                   "date",
                                                   "expires",
                                                   "last-modified",
                                                   "retry-after",
                                                   "server",
                                                   "transfer-encoding",
                                                   "vary"};
  return is_one_of(names, name);
}

}  // namespace loadgate
