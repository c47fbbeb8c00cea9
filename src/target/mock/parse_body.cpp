// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::ordered_json;

/// Plain scalars follow the JSON schema of YAML 1.2, quoted ones are strings.
Json json_from_scalar(const SpecNode& node) {
  if (node.style == ScalarStyle::plain) {
    Json value = Json::parse(node.text, nullptr, false);
    if (value.is_number() || value.is_boolean() || value.is_null()) {
      return value;
    }
  }
  return node.text;
}

Json json_from(const SpecNode& node) {
  Json value;
  if (node.kind == NodeKind::scalar) {
    value = json_from_scalar(node);
  } else if (node.kind == NodeKind::list) {
    value = Json::array();
    for (const SpecNode& item : node.items) {
      value.push_back(json_from(item));
    }
  } else if (node.kind == NodeKind::mapping) {
    value = Json::object();
    for (const Entry& entry : node.entries) {
      value[entry.key] = json_from(entry.value);
    }
  }
  return value;
}

constexpr Key<MockRoute> body_keys[] = {
    {"json", [](const SpecNode& node, MockRoute& route, Diagnostics&) {
       route.content_type = "application/json";
       route.body = json_from(node).dump();
     }}};

}  // namespace

void parse_body(const SpecNode& node, MockRoute& route, Diagnostics& diagnostics) {
  if (node.kind == NodeKind::mapping) {
    read_keys<MockRoute>(node, "body", body_keys, route, diagnostics);
    return;
  }
  route.content_type = "text/plain; charset=utf-8";
  assign(route.body, read_text(node, diagnostics));
}

}  // namespace loadgate::mock
