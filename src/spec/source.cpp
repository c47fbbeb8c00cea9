// SPDX-License-Identifier: Apache-2.0
#include "spec/source.h"

#include <algorithm>

namespace loadgate {
namespace {

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

int count_characters(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(text, begins_character));
}

Source::Source(std::string_view text) {
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines_.push_back(line);
    if (end == std::string_view::npos) {
      return;
    }
    text.remove_prefix(end + 1);
  }
}

std::string_view Source::line(int number) const {
  const auto index = static_cast<std::size_t>(number - 1);
  return number >= 1 && index < lines_.size() ? lines_[index] : std::string_view();
}

Position Source::position(int line, int byte) {
  const std::string_view text = this->line(line + 1);
  const std::size_t target = std::min(static_cast<std::size_t>(std::max(byte, 0)), text.size());
  if (line != last_line_ || target < last_byte_) {
    last_line_ = line;
    last_byte_ = 0;
    last_characters_ = 0;
  }
  last_characters_ += count_characters(text.substr(last_byte_, target - last_byte_));
  last_byte_ = target;
  return Position{.line = std::max(line, 0) + 1, .column = last_characters_ + 1};
}

bool Source::ends_quote(int line, int byte) const {
  std::string_view rest = this->line(line + 1);
  rest.remove_prefix(std::min(static_cast<std::size_t>(std::max(byte, 0)), rest.size()));
  if (rest.starts_with('&')) {  // an anchor stands before its value
    rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  if (!rest.starts_with('"') && !rest.starts_with('\'')) {
    return true;
  }
  const char quote = rest.front();
  rest.remove_prefix(1);
  for (auto next = static_cast<std::size_t>(line) + 1;; ++next) {
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const bool is_doubled = quote == '\'' && rest.substr(i).starts_with("''");
      if (is_doubled || (quote == '"' && rest[i] == '\\')) {
        ++i;
      } else if (rest[i] == quote) {
        return true;
      }
    }
    if (next >= lines_.size()) {
      return false;
    }
    rest = lines_[next];
  }
}

std::string_view Source::from(Position where) const {
  std::string_view rest = line(where.line);
  for (int skipped = 1; skipped < where.column && !rest.empty(); ++skipped) {
    rest.remove_prefix(1);
    while (!rest.empty() && !begins_character(rest.front())) {
      rest.remove_prefix(1);
    }
  }
  return rest;
}

}  // namespace loadgate
