// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "ci/ci.h"
#include "ci/spec_path.h"
#include "ci/workflow_commands.h"

namespace loadgate {
namespace {

constexpr std::string_view digits = "0123456789";

/// `file:line:column: message`, in its parts.
struct Located {
  std::string_view file;
  std::string_view line;
  std::string_view column;
  std::string_view message;
};

/// The number that ends with `end`, from the front of `text`; both are taken off it.
std::optional<std::string_view> take_number(std::string_view& text, std::string_view end) {
  constexpr std::size_t most_digits = 9;
  const std::size_t length = std::min(text.find_first_not_of(digits), text.size());
  if (length == 0 || length > most_digits || !text.substr(length).starts_with(end)) {
    return std::nullopt;
  }
  const std::string_view number = text.substr(0, length);
  text.remove_prefix(length + end.size());
  return number;
}

std::optional<Located> located(std::string_view text) {
  for (std::size_t colon = text.find(':', 1); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    std::string_view rest = text.substr(colon + 1);
    const auto line = take_number(rest, ":");
    const auto column = line ? take_number(rest, ": ") : std::nullopt;
    if (column) {
      return Located{text.substr(0, colon), *line, *column, rest};
    }
  }
  return std::nullopt;
}

/// The first line that names a place; else the message's first line, at no line of `file`.
Located first_mistake(std::string_view message, std::string_view file) {
  const std::string_view first_line = message.substr(0, message.find('\n'));
  for (std::string_view rest = message; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (const auto found = located(rest.substr(0, end))) {
      return *found;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {file, {}, {}, first_line};
}

}  // namespace

std::string github_error_annotation(const Error& error, std::string_view fallback_file) {
  const Located mistake = first_mistake(error.message, fallback_file);
  const std::string hint = error.hint.empty() ? "" : "; " + error.hint;
  return workflow_command(
      "error",
      {{"file", mistake.file.empty() ? "" : neutralise_commands(spec_path(mistake.file))},
       {"line", std::string(mistake.line)},
       {"col", std::string(mistake.column)},
       {"title", "loadgate"}},
      neutralise_commands(printable(std::string(mistake.message) + hint, longest_message)));
}

}  // namespace loadgate
