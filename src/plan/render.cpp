// SPDX-License-Identifier: Apache-2.0
#include "plan/render.h"

#include "base/encoding.h"
#include "plan/mistakes.h"
#include "plan/reference_value.h"

namespace loadgate {
namespace {

/// The literal parts as they are, each reference as `write` has it.
template <typename Write>
Result<std::string> fill(const Template& text, const Write& write) {
  std::string result;
  for (const auto& part : text.parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      result += *literal;
      continue;
    }
    ASSIGN_OR_RETURN(const std::string value, write(std::get<Reference>(part)));
    result += value;
  }
  return result;
}

}  // namespace

Result<std::string> render(const Template& text, const RenderContext& context) {
  return fill(text, [&](const Reference& reference) -> Result<std::string> {
    ASSIGN_OR_RETURN(const ReferenceValue value, value_of(reference, context));
    return text_of(value);
  });
}

Result<std::string> render_path(const Template& path, const RenderContext& context) {
  return fill(path, [&](const Reference& reference) -> Result<std::string> {
    ASSIGN_OR_RETURN(const ReferenceValue value, value_of(reference, context));
    return url_encode(text_of(value));
  });
}

Result<std::string> render_header(const Template& value, const RenderContext& context) {
  ASSIGN_OR_RETURN(std::string text, render(value, context));
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    return invalid_input(place_of(context.plan.spec.file, value.where) +
                             "the value of this header holds a line break or a zero byte",
                         "a header is one line: look at what its references bring in");
  }
  return text;
}

Result<std::string> render_outside(const Template& text, const Outside& outside,
                                   std::string_view file) {
  return fill(text, [&](const Reference& reference) -> Result<std::string> {
    ASSIGN_OR_RETURN(ReferenceValue value, outside_value_of(reference, outside, file));
    return text_of(value);
  });
}

}  // namespace loadgate
