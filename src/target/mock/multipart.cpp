// SPDX-License-Identifier: Apache-2.0
#include "target/mock/form.h"
#include "target/mock/request.h"

namespace loadgate::mock {
namespace {

constexpr std::string_view line_end = "\r\n";

/// Takes a token or a quoted string off the front (RFC 9110 §5.6.6).
std::string take_parameter_value(std::string_view& text) {
  if (!text.starts_with('"')) {
    return std::string{trimmed(text.substr(0, text.find(';')))};
  }
  std::string value;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) {
      text.remove_prefix(1);
    }
    value += text.front();
    text.remove_prefix(1);
  }
  return value;
}

/// The part's head and body; nothing where one of them is missing.
std::optional<FormPart> parse_part(std::string_view text) {
  FormPart part{.name = {}, .filename = std::nullopt, .content_type = {}, .body = {}};
  bool has_name = false;
  for (std::size_t end = text.find(line_end); end != 0; end = text.find(line_end)) {
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    std::string_view value = text.substr(0, end);
    text.remove_prefix(end + line_end.size());
    const std::string_view name = trimmed(take_until(value, ':'));
    if (equal_without_case(name, "Content-Disposition")) {
      const auto form_name = field_parameter(value, "name");
      has_name = form_name.has_value();
      part.name = form_name.value_or("");
      part.filename = field_parameter(value, "filename");
    } else if (equal_without_case(name, "Content-Type")) {
      part.content_type = trimmed(value);
    }
  }
  part.body = text.substr(line_end.size());
  return has_name ? std::optional{part} : std::nullopt;
}

}  // namespace

std::optional<std::string> field_parameter(std::string_view value, std::string_view name) {
  take_until(value, ';');
  while (!value.empty()) {
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view found = trimmed(value.substr(0, equals));
    value.remove_prefix(equals + 1);
    std::string content = take_parameter_value(value);
    if (equal_without_case(found, name)) {
      return content;
    }
    take_until(value, ';');
  }
  return std::nullopt;
}

std::optional<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                                     std::string_view body) {
  const auto boundary = field_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || !body.starts_with("--" + *boundary)) {
    return std::nullopt;
  }
  const std::string delimiter = "\r\n--" + *boundary;
  body.remove_prefix(delimiter.size() - line_end.size());
  std::vector<FormPart> parts;
  while (body.starts_with(line_end)) {
    body.remove_prefix(line_end.size());
    const std::size_t end = body.find(delimiter);
    auto part = parse_part(body.substr(0, end));
    if (!part || end == std::string_view::npos || parts.size() == most_fields) {
      return std::nullopt;
    }
    parts.push_back(std::move(*part));
    body.remove_prefix(end + delimiter.size());
  }
  return body.starts_with("--") ? std::optional{std::move(parts)} : std::nullopt;
}

}  // namespace loadgate::mock
