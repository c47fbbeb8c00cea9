// SPDX-License-Identifier: Apache-2.0
#include "load/json_body.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace loadgate {
namespace {

constexpr int deepest = 200;

bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool is_inside_string = false;
  for (std::size_t at = 0; at < text.size() && depth <= deepest; ++at) {
    const char c = text[at];
    if (is_inside_string) {
      at += c == '\\' ? 1U : 0U;
      is_inside_string = c != '"';
    } else {
      is_inside_string = c == '"';
      depth += c == '[' || c == '{' ? 1 : 0;
      depth -= c == ']' || c == '}' ? 1 : 0;
    }
  }
  return depth > deepest;
}

}  // namespace

std::optional<nlohmann::json> parse_json_body(std::string_view text) {
  if (is_too_deep(text)) {
    return std::nullopt;
  }
  nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    return std::nullopt;
  }
  return document;
}

const nlohmann::json* value_at(const nlohmann::json& document, std::string_view pointer) {
  try {
    return &document.at(nlohmann::json::json_pointer(std::string(pointer)));
  } catch (const nlohmann::json::exception&) {
    return nullptr;
  }
}

}  // namespace loadgate
