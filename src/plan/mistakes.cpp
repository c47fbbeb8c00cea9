// SPDX-License-Identifier: Apache-2.0
#include "plan/mistakes.h"

namespace loadgate {

std::string place_of(std::string_view file, Position where) {
  const std::string line = std::to_string(where.line);
  const std::string column = std::to_string(where.column);
  if (where.line == 0) {
    return file.empty() ? std::string() : std::string(file) + ": ";
  }
  return file.empty() ? "line " + line + ", column " + column + ": "
                      : std::string(file) + ":" + line + ":" + column + ": ";
}

void Mistakes::add(Position where, std::string_view message, std::string_view hint) {
  text_ += text_.empty() ? "" : "\n";
  text_ += place_of(file_, where) + std::string(message);
  text_ += hint.empty() ? "" : "\n  hint: " + std::string(hint);
}

void Mistakes::add(Position where, const Error& error) {
  add(where, error.message, error.hint);
}

Result<void> Mistakes::result() const {
  if (text_.empty()) {
    return {};
  }
  return invalid_input(text_);
}

}  // namespace loadgate
