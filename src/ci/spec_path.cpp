// SPDX-License-Identifier: Apache-2.0
#include "ci/spec_path.h"

#include <filesystem>

#include "base/encoding.h"

namespace loadgate {

std::string spec_path(std::string_view file) {
  constexpr std::size_t longest_path = 4096;
  const std::filesystem::path path(printable(file, longest_path));
  return path.lexically_normal().generic_string();
}

}  // namespace loadgate
