// SPDX-License-Identifier: Apache-2.0
#include "plan/canonical_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/encoding.h"

namespace loadgate {
namespace {

std::string join(const std::vector<std::string>& words, char separator) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : std::string(1, separator)) + word;
  }
  return text;
}

struct KindRow {
  ReferenceKind kind;
  std::string (*write)(const Reference& reference);
};
constexpr std::array kind_rows{
    KindRow{ReferenceKind::environment, [](const Reference& r) { return "env:" + r.name; }},
    KindRow{ReferenceKind::secret, [](const Reference& r) { return "secret:" + r.name; }},
    KindRow{ReferenceKind::variable, [](const Reference& r) { return "var:" + r.name; }},
    KindRow{ReferenceKind::column, [](const Reference& r) { return r.source + "." + r.name; }},
    KindRow{ReferenceKind::capture, [](const Reference& r) { return r.name; }},
    KindRow{ReferenceKind::random_integer,
            [](const Reference& r) {
              return "random:" + std::to_string(r.low) + ".." + std::to_string(r.high);
            }},
    KindRow{ReferenceKind::random_choice,
            [](const Reference& r) { return "random:" + join(r.choices, '|'); }},
    KindRow{ReferenceKind::uuid, [](const Reference&) { return std::string("uuid"); }},
    KindRow{ReferenceKind::iteration, [](const Reference&) { return std::string("iteration"); }},
    KindRow{ReferenceKind::user, [](const Reference&) { return std::string("user"); }},
    KindRow{ReferenceKind::now, [](const Reference&) { return std::string("now"); }},
};

std::string_view prefix_of(Coercion coercion) {
  constexpr std::array<std::string_view, 3> prefixes{"", "string:", "number:"};
  return prefixes.at(static_cast<std::size_t>(coercion));
}

std::string escape_literal(std::string_view literal) {
  std::string text;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    text += literal.substr(i).starts_with("${") ? "$$" : std::string(1, literal[i]);
  }
  return text;
}

std::string write_list(const BodyValue::List& list) {
  std::string text;
  for (const BodyValue& item : list) {
    text += (text.empty() ? "" : ",") + canonical_json(item);
  }
  return "[" + text + "]";
}

std::string write_object(const BodyValue::Object& object) {
  std::string text;
  for (const auto& [name, member] : object) {
    text += (text.empty() ? "\"" : ",\"") + json_escape(name) + "\":" + canonical_json(member);
  }
  return "{" + text + "}";
}

}  // namespace

std::string canonical_text(const Reference& reference) {
  const auto row = std::ranges::find(kind_rows, reference.kind, &KindRow::kind);
  const bool tells_default = reference.fallback && reference.kind != ReferenceKind::environment &&
                             reference.kind != ReferenceKind::secret;
  return "${" + std::string(prefix_of(reference.coercion)) + row->write(reference) +
         (tells_default ? ":-" + *reference.fallback : "") + "}";
}

std::string canonical_text(const Template& text) {
  std::string result;
  for (const auto& part : text.parts) {
    const auto* reference = std::get_if<Reference>(&part);
    result += reference == nullptr ? escape_literal(std::get<std::string>(part))
                                   : canonical_text(*reference);
  }
  return result;
}

std::string canonical_json(const BodyValue& value) {
  if (const auto* flag = std::get_if<bool>(&value.value)) {
    return *flag ? "true" : "false";
  }
  if (const auto* number = std::get_if<BodyValue::Number>(&value.value)) {
    return number->text;
  }
  if (const auto* text = std::get_if<Template>(&value.value)) {
    return "\"" + json_escape(canonical_text(*text)) + "\"";
  }
  if (const auto* list = std::get_if<BodyValue::List>(&value.value)) {
    return write_list(*list);
  }
  const auto* object = std::get_if<BodyValue::Object>(&value.value);
  return object == nullptr ? "null" : write_object(*object);
}

}  // namespace loadgate
