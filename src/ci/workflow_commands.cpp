// SPDX-License-Identifier: Apache-2.0
#include "ci/workflow_commands.h"

#include <algorithm>
#include <array>

#include "ci/ci.h"

namespace loadgate {
namespace {

struct Escape {
  char from;
  std::string_view to;
};
constexpr std::array<Escape, 5> escapes{{
    {'%', "%25"},
    {'\r', "%0D"},
    {'\n', "%0A"},
    {':', "%3A"},
    {',', "%2C"},
}};
constexpr std::size_t of_data = 3;  // the first three

std::string escaped(std::string_view text, std::span<const Escape> table) {
  std::string result;
  for (const char byte : text) {
    const auto found = std::ranges::find(table, byte, &Escape::from);
    result += found == table.end() ? std::string_view(&byte, 1) : found->to;
  }
  return result;
}

/// What the runner may skip in front of a command: it trims all of Unicode's white space.
bool may_be_trimmed(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value <= 0x20 || value >= 0x7F;
}

std::string neutralised_line(std::string_view line) {
  std::string text(line);
  const auto first = std::ranges::find_if_not(text, may_be_trimmed);
  if (std::string_view(first, text.end()).starts_with("::")) {
    text.insert(first + 1, ' ');
  }
  for (std::size_t at = text.find("##["); at != std::string::npos; at = text.find("##[", at)) {
    text.insert(at + 2, " ");
  }
  return text;
}

}  // namespace

std::string escape_command_data(std::string_view text) {
  return escaped(text, std::span(escapes).first(of_data));
}

std::string escape_command_property(std::string_view text) {
  return escaped(text, escapes);
}

std::string workflow_command(std::string_view name, const CommandProperties& properties,
                             std::string_view data) {
  std::string line = "::" + std::string(name);
  std::string_view separator = " ";
  for (const auto& [key, value] : properties) {
    if (!value.empty()) {
      line += std::string(separator) + std::string(key) + "=" + escape_command_property(value);
      separator = ",";
    }
  }
  return line + "::" + escape_command_data(data) + "\n";
}

std::string neutralise_commands(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    // The runner's reader ends a line at either.
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    result += neutralised_line(text.substr(0, end));
    if (end < text.size()) {
      result += text[end];
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace loadgate
