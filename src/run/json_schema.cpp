// SPDX-License-Identifier: Apache-2.0
#include "run/json_schema.h"

#include <nlohmann/json.hpp>

namespace loadgate {

using Json = nlohmann::json;

JsonSchemaWriter::JsonSchemaWriter(Json& target) : target_(target) {
  target_ = Json{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
}

Json& JsonSchemaWriter::required(std::string_view name) {
  target_["required"].push_back(name);
  return property(name);
}

Json& JsonSchemaWriter::property(std::string_view name) {
  return target_["properties"][std::string(name)];
}

std::vector<std::string> JsonSchemaWriter::names_of(Outcome) {
  std::vector<std::string> names;
  for (const OutcomeName& row : all_outcomes()) {
    names.emplace_back(row.name);
  }
  return names;
}

void JsonSchemaWriter::be_plain(Json& target, std::string_view type) {
  target = Json{{"type", type}};
}

void JsonSchemaWriter::be_integer(Json& target, bool is_unsigned) {
  target = Json{{"type", "integer"}};
  if (is_unsigned) {
    target["minimum"] = 0;
  }
}

void JsonSchemaWriter::be_timestamp(Json& target) {
  target = Json{{"type", "string"}, {"format", "date-time"}};
}

void JsonSchemaWriter::be_pair_of_texts(Json& target) {
  target =
      Json{{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 2}, {"maxItems", 2}};
}

void JsonSchemaWriter::be_one_of(Json& target, const std::vector<std::string>& names) {
  target = Json{{"enum", names}};
}

Json& JsonSchemaWriter::be_list(Json& target) {
  target = Json{{"type", "array"}};
  return target["items"];
}

Json& JsonSchemaWriter::be_dictionary(Json& target) {
  target = Json{{"type", "object"}};
  return target["additionalProperties"];
}

std::string schema_text(Json body, std::string_view schema, std::string_view description) {
  body["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  body["title"] = schema;
  body["description"] = description;
  body["properties"]["schema"] = Json{{"const", schema}};
  body["required"].push_back("schema");
  return body.dump(2) + "\n";
}

}  // namespace loadgate
