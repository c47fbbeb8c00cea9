// SPDX-License-Identifier: Apache-2.0
#include "plan/render.h"

#include <algorithm>

#include "base/encoding.h"
#include "plan/canonical_text.h"
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

/// Spaces and bytes beyond ASCII are encoded as browsers do it, everything else stands as it is.
Result<std::string> whole_address(std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const bool is_address =
      value.starts_with('/') || value.starts_with("http://") || value.starts_with("https://");
  std::string address;
  for (const char character : value) {
    const auto byte = static_cast<unsigned char>(character);
    if (!is_address || byte < 0x20 || byte == 0x7F) {
      return invalid_input({});
    }
    if (byte == 0x20 || byte > 0x7F) {
      address += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    } else {
      address += character;
    }
  }
  return address;
}

/// A path that is one reference: what a server named as the next page, say.
Result<std::string> render_link(const Reference& reference, const RenderContext& context) {
  ASSIGN_OR_RETURN(const ReferenceValue value, value_of(reference, context));
  Result<std::string> address = whole_address(text_of(value));
  if (!address || address->empty()) {
    // The value may be a secret: it is not shown.
    return invalid_input(place_of(context.plan.spec.file, reference.where) +
                             canonical_text(reference) +
                             " holds no path that begins with '/', and no whole address",
                         "write what is only a part of a path behind '/': GET /items/${id}");
  }
  return address;
}

/// Segments of a path that a server does not look up but walks (RFC 3986 §5.2.4).
std::size_t dot_segments(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  std::size_t found = 0;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    std::string segment(path.substr(0, slash));
    for (const std::string_view dot : {"%2e", "%2E"}) {
      for (std::size_t at = segment.find(dot); at != std::string::npos; at = segment.find(dot)) {
        segment.replace(at, dot.size(), ".");
      }
    }
    found += segment == "." || segment == ".." ? 1U : 0U;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return found;
}

/// A letter in place of each reference: what of the path is the spec's own doing.
std::string with_letters(const Template& path) {
  std::string text;
  for (const auto& part : path.parts) {
    const auto* literal = std::get_if<std::string>(&part);
    text += literal == nullptr ? "x" : *literal;
  }
  return text;
}

}  // namespace

const Reference* lone_reference(const Template& text) {
  return text.parts.size() == 1 ? std::get_if<Reference>(&text.parts.front()) : nullptr;
}

Result<std::string> render(const Template& text, const RenderContext& context) {
  return fill(text, [&](const Reference& reference) -> Result<std::string> {
    ASSIGN_OR_RETURN(const ReferenceValue value, value_of(reference, context));
    return text_of(value);
  });
}

Result<std::string> render_path(const Template& path, const RenderContext& context) {
  if (const auto* alone = lone_reference(path)) {
    return render_link(*alone, context);
  }
  ASSIGN_OR_RETURN(std::string text,
                   fill(path, [&](const Reference& reference) -> Result<std::string> {
                     ASSIGN_OR_RETURN(const ReferenceValue value, value_of(reference, context));
                     return url_encode(text_of(value));
                   }));
  // Dots are never encoded, and a server takes "%2e" for one (RFC 3986 §6.2.2): no way to send it.
  const bool may_walk =
      text.find("/.") != std::string::npos || text.find("%2") != std::string::npos;
  if (may_walk && dot_segments(text) > dot_segments(with_letters(path))) {
    return invalid_input(place_of(context.plan.spec.file, path.where) +
                             "a value makes '.' or '..' a segment of this path, which is a way "
                             "through folders",
                         "such a value cannot be sent in a path: give it to the query, or take it "
                         "out of the data");
  }
  return text;
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
