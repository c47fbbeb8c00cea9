// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/json_pointer.h"
#include "spec/mappings.h"
#include "spec/regex.h"

namespace loadgate {
namespace {

std::string pointer_check(std::string_view expression) {
  return std::string(pointer_mistake(expression).value_or(""));
}

std::string name_check(std::string_view expression) {
  const bool is_name =
      !expression.empty() && expression.find_first_of(" \t\r\n:;,=\"") == std::string_view::npos;
  if (is_name) {
    return {};
  }
  return expression.empty() ? "no name after the colon"
                            : "'" + std::string(expression) + "' is no name";
}

std::string regex_check(std::string_view expression) {
  const Result<int> groups = count_groups(expression);
  if (!groups) {
    return groups.error().message;
  }
  return *groups > 0 ? "" : "the value is the first group, and there is none: (…)";
}

/// `json:`, `header:`, … and what is wrong with the text behind it (nothing: empty).
struct CaptureSource {
  std::string_view prefix;
  CaptureKind kind;
  std::string (*mistake)(std::string_view expression);
};
constexpr std::array capture_sources{CaptureSource{"json:", CaptureKind::json, pointer_check},
                                     CaptureSource{"header:", CaptureKind::header, name_check},
                                     CaptureSource{"regex:", CaptureKind::regex, regex_check},
                                     CaptureSource{"cookie:", CaptureKind::cookie, name_check}};

constexpr std::string_view forms_hint =
    "expected json:/pointer, header:Name, regex:(…), cookie:Name or status";

void read_expression(const SpecNode& node, Reading& reading, Capture& capture) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return;
  }
  if (*text == "status") {
    capture.kind = CaptureKind::status;
    return;
  }
  for (const CaptureSource& source : capture_sources) {
    if (text->starts_with(source.prefix)) {
      capture.kind = source.kind;
      capture.expression = text->substr(source.prefix.size());
      if (std::string mistake = source.mistake(capture.expression); !mistake.empty()) {
        reading.fail(node.where, std::move(mistake), std::string(forms_hint));
      }
      return;
    }
  }
  reading.fail(node.where, "'" + *text + "' captures nothing", std::string(forms_hint));
}

constexpr std::array<std::string_view, 4> reserved_names{"uuid", "iteration", "user", "now"};

}  // namespace

std::optional<std::string_view> pointer_mistake(std::string_view pointer) {
  if (!pointer.empty() && pointer.front() != '/') {
    return "a JSON pointer begins with '/', such as /items/0/id";
  }
  for (std::size_t at = pointer.find('~'); at != std::string_view::npos;
       at = pointer.find('~', at + 1)) {
    if (at + 1 == pointer.size() || (pointer[at + 1] != '0' && pointer[at + 1] != '1')) {
      return "in a JSON pointer '~' is written ~0, and '/' inside of a name ~1";
    }
  }
  return std::nullopt;
}

std::vector<Capture> read_captures(const SpecNode& node, Reading& reading) {
  std::vector<Capture> captures;
  if (!is_mapping(node, reading, "a mapping of names to what they capture")) {
    return captures;
  }
  for (const Entry& entry : node.entries) {
    if (!is_identifier(entry.key)) {
      reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a capture",
                   "letters, digits, '_' and '-', beginning with a letter");
    } else if (std::ranges::find(reserved_names, entry.key) != reserved_names.end()) {
      reading.fail(entry.where, "'" + entry.key + "' has a meaning of its own in '${…}'",
                   "choose another name");
    }
    Capture capture{
        .name = entry.key, .kind = CaptureKind::status, .expression = {}, .where = entry.where};
    read_expression(entry.value, reading, capture);
    captures.push_back(std::move(capture));
  }
  return captures;
}

}  // namespace loadgate
