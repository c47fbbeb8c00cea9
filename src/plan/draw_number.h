// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace loadgate {

/// The draw of a DrawKey for a thing with a name (a data source, a step), so that what stands
/// before it in the spec does not change its draws. FNV-1a, 32 bits (Fowler, Noll, Vo).
constexpr std::uint32_t draw_number(std::string_view name) {
  std::uint32_t number = 2166136261;
  for (const char byte : name) {
    number = (number ^ static_cast<unsigned char>(byte)) * 16777619;
  }
  return number;
}

}  // namespace loadgate
