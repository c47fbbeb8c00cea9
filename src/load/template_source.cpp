// SPDX-License-Identifier: Apache-2.0
#include "load/template_source.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

bool is_outside(const Reference& reference) {
  return reference.kind == ReferenceKind::environment || reference.kind == ReferenceKind::secret ||
         reference.kind == ReferenceKind::variable;
}

struct KindSource {
  ReferenceKind kind;
  std::string_view prefix;
};
constexpr std::array kind_sources{
    KindSource{ReferenceKind::environment, "env:"},
    KindSource{ReferenceKind::secret, "secret:"},
    KindSource{ReferenceKind::variable, "var:"},
    KindSource{ReferenceKind::random_integer, "random"},
    KindSource{ReferenceKind::random_choice, "random"},
    KindSource{ReferenceKind::uuid, "uuid"},
    KindSource{ReferenceKind::iteration, "iteration"},
    KindSource{ReferenceKind::user, "user"},
    KindSource{ReferenceKind::now, "now"},
};

std::string source_of(const Reference& reference) {
  if (reference.kind == ReferenceKind::column) {
    return "${" + reference.source + "." + reference.name + "}";
  }
  const auto* row = std::ranges::find(kind_sources, reference.kind, &KindSource::kind);
  if (row == kind_sources.end()) {
    return "${" + reference.name + "}";
  }
  const bool is_named = row->prefix.ends_with(':');
  return "${" + std::string(row->prefix) + (is_named ? reference.name : "") + "}";
}

}  // namespace

bool is_constant(const Template& text) {
  return std::ranges::all_of(text.parts, [](const auto& part) {
    const auto* reference = std::get_if<Reference>(&part);
    return reference == nullptr || is_outside(*reference);
  });
}

bool is_constant(const BodyValue& value) {
  if (const auto* text = std::get_if<Template>(&value.value)) {
    return is_constant(*text);
  }
  if (const auto* list = std::get_if<BodyValue::List>(&value.value)) {
    return std::ranges::all_of(*list, [](const BodyValue& item) { return is_constant(item); });
  }
  const auto* object = std::get_if<BodyValue::Object>(&value.value);
  return object == nullptr ||
         std::ranges::all_of(*object, [](const auto& member) { return is_constant(member.value); });
}

std::string source_of(const Template& text) {
  std::string source;
  for (const auto& part : text.parts) {
    const auto* reference = std::get_if<Reference>(&part);
    source += reference == nullptr ? std::get<std::string>(part) : source_of(*reference);
  }
  return source;
}

}  // namespace loadgate
