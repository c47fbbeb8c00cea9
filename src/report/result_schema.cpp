// SPDX-License-Identifier: Apache-2.0
#include "report/result_schema.h"

#include <nlohmann/json.hpp>

#include "report/result_fields.h"
#include "report/result_names.h"

namespace loadgate {
namespace {

using Json = nlohmann::ordered_json;

/// The archive that describes: `fields(describer, value)` fills `properties`, the value itself is
/// of no interest. Unknown members are allowed: a later version may add some.
struct SchemaDescriber {
  Json properties = Json::object();
  Json required = Json::array();

  template <typename T>
  void operator()(std::string_view key, const T& value) {
    properties[std::string(key)] = described(value);
    required.push_back(std::string(key));
  }

  Json object() const {
    return Json{{"type", "object"}, {"required", required}, {"properties", properties}};
  }

  static Json described(bool) { return Json{{"type", "boolean"}}; }
  static Json described(const std::string&) { return Json{{"type", "string"}}; }

  template <std::integral T>
  static Json described(T) {
    Json schema{{"type", "integer"}};
    if (std::is_unsigned_v<T>) {
      schema["minimum"] = 0;
    }
    return schema;
  }

  static Json described(double) {
    return Json{{"anyOf", Json::array({Json{{"type", "number"}},
                                       Json{{"enum", Json::array({"inf", "-inf", "nan"})}}})}};
  }

  template <typename T>
    requires std::is_enum_v<T>
  static Json described(T) {
    Json words = Json::array();
    for (const Named<T>& row : names_of(T{})) {
      words.push_back(std::string(row.name));
    }
    return Json{{"enum", words}};
  }

  template <typename T>
    requires std::is_class_v<T>
  static Json described(const T& value) {
    SchemaDescriber describer;
    fields(describer, value);
    return describer.object();
  }

  template <typename T>
  static Json described(const std::optional<T>&) {
    return Json{{"anyOf", Json::array({described(T{}), Json{{"type", "null"}}})}};
  }

  template <typename T>
  static Json described(const std::vector<T>&) {
    return Json{{"type", "array"}, {"items", described(T{})}};
  }

  /// Of two numbers: the edge of a bucket and its count.
  template <typename First, typename Second>
  static Json described(const std::pair<First, Second>&) {
    return Json{
        {"type", "array"}, {"items", Json{{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
  }

  template <typename Key, typename T>
  static Json described(const std::map<Key, T>&) {
    return Json{{"type", "object"}, {"additionalProperties", described(T{})}};
  }
};

}  // namespace

std::string result_schema() {
  SchemaDescriber describer;
  describer.properties["schema"] = Json{{"const", std::string(result_schema_name)}};
  describer.required.push_back("schema");
  const Report report{};
  fields(describer, report);
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"$id", std::string(result_schema_name)},
              {"title", "loadgate result: the judgement of one run, and what reports draw from"}};
  schema.update(describer.object());
  return schema.dump(2) + "\n";
}

}  // namespace loadgate
