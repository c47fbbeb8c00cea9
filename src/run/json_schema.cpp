// SPDX-License-Identifier: Apache-2.0
#include "run/json_schema.h"

#include <nlohmann/json.hpp>

namespace loadgate {

using nlohmann::json;

JsonSchemaWriter::JsonSchemaWriter(json& target) : target_(target) {
  target_ = json{{"type", "object"}, {"properties", json::object()}, {"required", json::array()}};
}

json& JsonSchemaWriter::required(std::string_view name) {
  target_["required"].push_back(name);
  return property(name);
}

json& JsonSchemaWriter::property(std::string_view name) {
  return target_["properties"][std::string(name)];
}

std::vector<std::string> JsonSchemaWriter::names_of(Outcome) {
  std::vector<std::string> names;
  for (const OutcomeName& row : all_outcomes()) {
    names.emplace_back(row.name);
  }
  return names;
}

void JsonSchemaWriter::be_plain(json& target, std::string_view type) {
  target = json{{"type", type}};
}

void JsonSchemaWriter::be_integer(json& target, bool is_unsigned) {
  target = json{{"type", "integer"}};
  if (is_unsigned) {
    target["minimum"] = 0;
  }
}

void JsonSchemaWriter::be_timestamp(json& target) {
  target = json{{"type", "string"}, {"format", "date-time"}};
}

void JsonSchemaWriter::be_pair_of_texts(json& target) {
  target =
      json{{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 2}, {"maxItems", 2}};
}

void JsonSchemaWriter::be_one_of(json& target, const std::vector<std::string>& names) {
  target = json{{"enum", names}};
}

json& JsonSchemaWriter::be_list(json& target) {
  target = json{{"type", "array"}};
  return target["items"];
}

json& JsonSchemaWriter::be_dictionary(json& target) {
  target = json{{"type", "object"}};
  return target["additionalProperties"];
}

std::string schema_text(json body, std::string_view schema, std::string_view description) {
  body["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  body["title"] = schema;
  body["description"] = description;
  body["properties"]["schema"] = json{{"const", schema}};
  body["required"].push_back("schema");
  return body.dump(2) + "\n";
}

}  // namespace loadgate
