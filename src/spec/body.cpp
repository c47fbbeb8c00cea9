// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "spec/mappings.h"

namespace loadgate {
namespace {

bool skip_digits(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits > 0;
}

/// The JSON grammar of numbers (RFC 8259 §6), which is that of YAML 1.2's JSON schema.
bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) {
    text.remove_prefix(1);
  }
  if (text.starts_with('0') && text.size() > 1 && text[1] >= '0' && text[1] <= '9') {
    return false;
  }
  if (!skip_digits(text)) {
    return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!skip_digits(text)) {
      return false;
    }
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) {
      text.remove_prefix(1);
    }
    return skip_digits(text);
  }
  return text.empty();
}

std::optional<BodyValue> read_scalar(const SpecNode& node, Reading& reading) {
  if (node.style == ScalarStyle::plain) {
    if (node.text == "true" || node.text == "false") {
      return BodyValue{node.text == "true"};
    }
    if (is_json_number(node.text)) {
      return BodyValue{BodyValue::Number{node.text}};
    }
  }
  std::optional<Template> text = read_template(node, reading, Place::json_value);
  return text ? std::optional(BodyValue{std::move(*text)}) : std::nullopt;
}

BodyValue read_list(const SpecNode& node, Reading& reading) {
  BodyValue::List list;
  for (const SpecNode& item : node.items) {
    if (std::optional<BodyValue> value = read_body_value(item, reading)) {
      list.push_back(std::move(*value));
    }
  }
  return BodyValue{std::move(list)};
}

BodyValue read_object(const SpecNode& node, Reading& reading) {
  BodyValue::Object object;
  for (const Entry& entry : node.entries) {
    if (entry.key.find("${") != std::string::npos) {
      reading.fail(entry.where, "'${…}' is not allowed in a key", "use it in the value");
    }
    if (std::optional<BodyValue> value = read_body_value(entry.value, reading)) {
      object.emplace_back(entry.key, std::move(*value));
    }
  }
  return BodyValue{std::move(object)};
}

}  // namespace

std::optional<BodyValue> read_body_value(const SpecNode& node, Reading& reading) {
  switch (node.kind) {
    case NodeKind::scalar:
      return read_scalar(node, reading);
    case NodeKind::list:
      return read_list(node, reading);
    case NodeKind::mapping:
      return read_object(node, reading);
    case NodeKind::null:
      break;
  }
  return BodyValue{nullptr};
}

}  // namespace loadgate
