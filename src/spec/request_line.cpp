// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "base/spelling.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};

/// What is wrong with the path's own characters; empty if nothing is.
std::string path_mistake(const Template& path) {
  for (const auto& part : path.parts) {
    const auto* literal = std::get_if<std::string>(&part);
    if (literal == nullptr) {
      continue;
    }
    for (const char character : *literal) {
      const auto byte = static_cast<unsigned char>(character);
      if (byte <= 0x20 || byte >= 0x7F) {
        return "the path holds a space or another character that needs encoding";
      }
      if (character == '#') {
        return "the path holds '#', which is never sent";
      }
    }
  }
  return {};
}

bool begins_like_path(const Template& path) {
  if (path.parts.empty()) {
    return false;
  }
  const auto* literal = std::get_if<std::string>(&path.parts.front());
  // A path that begins with a reference shows only while it runs what it is.
  return literal == nullptr || literal->starts_with('/') || literal->starts_with("http://") ||
         literal->starts_with("https://");
}

/// What a reference brings in is encoded, unless it is the whole path.
bool goes_on_after_reference(const Template& path) {
  return path.parts.size() > 1 && std::holds_alternative<Reference>(path.parts.front());
}

}  // namespace

std::optional<RequestLine> read_request(const SpecNode& node, Reading& reading, Place place) {
  constexpr std::string_view example = "write a method and a path: GET /api/items";
  if (!is_scalar(node, reading)) {
    return std::nullopt;
  }
  const std::string& text = node.text;
  const std::size_t space = text.find(' ');
  const std::string method = text.substr(0, space);
  const std::size_t start = std::min(text.find_first_not_of(' ', method.size()), text.size());
  if (std::ranges::find(methods, method) == methods.end()) {
    const bool is_path = method.starts_with('/');
    reading.fail(node.where,
                 is_path ? "the request has no method" : "unknown method '" + method + "'",
                 is_path ? std::string(example) : spelling_hint(method, methods));
    return std::nullopt;
  }
  std::optional<Template> path = read_template_part(node, start, reading, place);
  if (!path) {
    return std::nullopt;
  }
  if (!begins_like_path(*path)) {
    reading.fail(node.where, "the request has no path that begins with '/'", std::string(example));
    return std::nullopt;
  }
  if (goes_on_after_reference(*path)) {
    reading.fail(node.where, "the path begins with '${…}' and goes on after it",
                 "begin it with '/'; '${…}' alone may hold a whole path or address");
    return std::nullopt;
  }
  if (std::string mistake = path_mistake(*path); !mistake.empty()) {
    reading.fail(node.where, std::move(mistake), "percent-encode it: a space is %20");
    return std::nullopt;
  }
  return RequestLine{.method = method, .path = std::move(*path)};
}

}  // namespace loadgate
