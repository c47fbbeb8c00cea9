// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "spec/forms.h"
#include "spec/key_table.h"
#include "spec/metric_name.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

using Json = nlohmann::ordered_json;

/// The forms that no constant text can say.
Json schema_of_vocabulary(std::string_view form, const Vocabulary& vocabulary) {
  if (form == "metric") {
    return Json{{"enum", metric_texts(vocabulary)}};
  }
  if (form == "answer class") {
    return Json{{"enum", vocabulary.answer_classes}};
  }
  const std::vector<std::string> formats(vocabulary.formats.begin(), vocabulary.formats.end());
  return Json{{"type", "array"}, {"uniqueItems", true}, {"items", {{"enum", formats}}}};
}

Json schema_of(const KeyDescription& key, const Vocabulary& vocabulary) {
  const Form* form = find_form(key.form);
  Json schema = form->schema.empty() ? schema_of_vocabulary(form->name, vocabulary)
                                     : Json::parse(form->schema);
  schema["description"] = key.description;
  return schema;
}

Json schema_of(const MappingDescription& mapping, const Vocabulary& vocabulary) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const KeyDescription& key : mapping.keys) {
    if (key.form.empty()) {
      continue;
    }
    properties[std::string(key.name)] = schema_of(key, vocabulary);
    if (key.presence == Presence::required) {
      required.push_back(key.name);
    }
  }
  Json schema{{"type", "object"},
              {"description", mapping.description},
              {"properties", std::move(properties)},
              {"additionalProperties", false}};
  if (!required.empty()) {
    schema["required"] = std::move(required);
  }
  if (!mapping.constraint.empty()) {
    schema.update(Json::parse(mapping.constraint));
  }
  return schema;
}

Json schema_of_one_status() {
  return Json{{"anyOf",
               {{{"type", "integer"}, {"minimum", 100}, {"maximum", 599}},
                {{"type", "string"}, {"pattern", "^[1-5](xx|[0-9][0-9])$"}}}}};
}

Json schema_of_one_part() {
  return Json{{"anyOf", {{{"type", {"string", "number", "boolean"}}}, {{"$ref", "#/$defs/part"}}}}};
}

}  // namespace

std::string spec_schema(const Vocabulary& vocabulary) {
  const std::vector<MappingDescription> mappings = all_mappings();
  Json definitions{{"one-status", schema_of_one_status()}, {"one-part", schema_of_one_part()}};
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "loadgate spec, version 1"}};
  for (const MappingDescription& mapping : mappings) {
    if (mapping.name == "spec") {
      schema.update(schema_of(mapping, vocabulary));
    } else {
      std::string name(mapping.name);
      std::ranges::replace(name, ' ', '-');  // part of a URI
      definitions[name] = schema_of(mapping, vocabulary);
    }
  }
  schema["$defs"] = std::move(definitions);
  return schema.dump(2) + "\n";
}

}  // namespace loadgate
