// SPDX-License-Identifier: Apache-2.0
#include "spec/regex.h"

#include <re2/re2.h>

namespace loadgate {

Result<int> count_groups(std::string_view pattern) {
  const re2::RE2 expression(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet);
  if (!expression.ok()) {
    return invalid_input("not a regular expression: " + expression.error(),
                         "the syntax is that of RE2, without look-around and back references");
  }
  return expression.NumberOfCapturingGroups();
}

}  // namespace loadgate
