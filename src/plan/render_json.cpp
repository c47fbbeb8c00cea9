// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "plan/reference_value.h"
#include "plan/render.h"

namespace loadgate {
namespace {

std::string json_string(std::string_view text) {
  return "\"" + json_escape(to_utf8(text)) + "\"";
}

Result<std::string> render_text(const Template& text, const RenderContext& context) {
  const auto* alone =
      text.parts.size() == 1 ? std::get_if<Reference>(&text.parts.front()) : nullptr;
  if (alone == nullptr) {
    ASSIGN_OR_RETURN(const std::string rendered, render(text, context));
    return json_string(rendered);
  }
  ASSIGN_OR_RETURN(ReferenceValue value, value_of(*alone, context));
  return value.type == ValueType::json ? std::move(value.text) : json_string(value.text);
}

Result<std::string> render_list(const BodyValue::List& list, const RenderContext& context) {
  std::string text = "[";
  for (const BodyValue& item : list) {
    ASSIGN_OR_RETURN(const std::string rendered, render_json(item, context));
    text += (text.size() == 1 ? "" : ",") + rendered;
  }
  return text + "]";
}

Result<std::string> render_object(const BodyValue::Object& object, const RenderContext& context) {
  std::string text = "{";
  for (const auto& [name, member] : object) {
    ASSIGN_OR_RETURN(const std::string rendered, render_json(member, context));
    text += (text.size() == 1 ? "" : ",") + json_string(name) + ":" + rendered;
  }
  return text + "}";
}

}  // namespace

Result<std::string> render_json(const BodyValue& body, const RenderContext& context) {
  if (const auto* flag = std::get_if<bool>(&body.value)) {
    return std::string(*flag ? "true" : "false");
  }
  if (const auto* number = std::get_if<BodyValue::Number>(&body.value)) {
    return number->text;
  }
  if (const auto* text = std::get_if<Template>(&body.value)) {
    return render_text(*text, context);
  }
  if (const auto* list = std::get_if<BodyValue::List>(&body.value)) {
    return render_list(*list, context);
  }
  const auto* object = std::get_if<BodyValue::Object>(&body.value);
  return object == nullptr ? std::string("null") : render_object(*object, context);
}

}  // namespace loadgate
