// SPDX-License-Identifier: Apache-2.0
#include "plan/json_schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace loadgate {
namespace {

JsonSchema schema(std::string_view text) {
  return JsonSchema::parse(text).value();
}

std::string refusal(std::string_view text) {
  const Result<JsonSchema> parsed = JsonSchema::parse(text);
  return parsed ? "none" : parsed.error().message;
}

std::string mistake(const JsonSchema& held_against, std::string_view document) {
  const nlohmann::json json = nlohmann::json::parse(document);
  const std::string words = held_against.mistake_in(json);
  EXPECT_EQ(held_against.allows(json), words.empty()) << document;
  return words;
}

TEST(JsonSchema, names_the_place_of_the_first_mistake) {
  const JsonSchema order = schema(R"({
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "https://shop.example/order.json",
    "type": "object",
    "required": ["id", "items"],
    "properties": {
      "id": {"type": "integer", "minimum": 1},
      "items": {"type": "array", "items": {"$ref": "#/definitions/item"}}
    },
    "additionalProperties": false,
    "definitions": {"item": {"type": "object", "properties": {"sku": {"type": "string"}}}}
  })");
  EXPECT_EQ(mistake(order, R"({"id": 1, "items": [{"sku": "a"}, {}]})"), "");
  EXPECT_EQ(mistake(order, R"({"id": 1, "items": [{"sku": 2}]})"),
            "at /items/0/sku: value type not permitted by 'type' constraint");
  EXPECT_EQ(mistake(order, R"({"id": 1})"), "missing required property 'items'");
  EXPECT_EQ(mistake(order, "[]"), "value type not permitted by 'type' constraint");
}

TEST(JsonSchema, has_the_patterns_of_re2) {
  const JsonSchema sku = schema(R"({"properties": {"sku": {"pattern": "^[A-Z]+-[0-9]+$"}}})");
  EXPECT_EQ(mistake(sku, R"({"sku": "AB-12"})"), "");
  EXPECT_EQ(mistake(sku, R"({"sku": 7})"), "");
  EXPECT_EQ(mistake(sku, R"({"sku": "ab"})"), "at /sku: the text does not match '^[A-Z]+-[0-9]+$'");
  EXPECT_EQ(refusal(R"j({"pattern": "(?!a)"})j"),
            "the file is no JSON Schema: '(?!a)' is no pattern of RE2: invalid perl operator: (?!");
}

TEST(JsonSchema, looks_at_any_text_in_a_time_that_grows_with_it_alone) {
  // std::regex would recurse once for each character, and (a+)+ would never end.
  const JsonSchema hostile = schema(R"j({"pattern": "^(a+)+$"})j");
  const nlohmann::json text = std::string(1'000'000, 'a') + "b";
  EXPECT_FALSE(hostile.allows(text));
  EXPECT_FALSE(schema(R"({"format": "date"})").allows(std::string(1'000'000, '1')));
}

TEST(JsonSchema, checks_a_few_formats) {
  const auto holds = [](const std::string& format, const std::string& text) {
    return schema("{\"format\": \"" + format + "\"}").allows(text);
  };
  EXPECT_TRUE(holds("date", "2024-02-29"));
  EXPECT_FALSE(holds("date", "2024-13-01"));
  EXPECT_TRUE(holds("date-time", "2024-02-29T10:00:00.5Z"));
  EXPECT_TRUE(holds("date-time", "2024-02-29t10:00:00+02:00"));
  EXPECT_FALSE(holds("date-time", "2024-02-29 10:00"));
  EXPECT_TRUE(holds("time", "10:00:00Z"));
  EXPECT_FALSE(holds("time", "10:00"));
  EXPECT_TRUE(holds("uuid", "3e4666bf-d5e5-4aa7-b8ce-cefe41c7568a"));
  EXPECT_FALSE(holds("uuid", "3e4666bf"));
  EXPECT_TRUE(holds("email", "not looked at"));
}

TEST(JsonSchema, tells_equal_items_apart_from_different_ones) {
  const JsonSchema unique = schema(R"({"uniqueItems": true})");
  EXPECT_EQ(mistake(unique, R"([1, "1", [1], {"a": 1}, {"a": 2}, null, false, 0, 1.5])"), "");
  EXPECT_EQ(mistake(unique, R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])"), "two items are equal");
  EXPECT_EQ(mistake(unique, "[1, 1.0]"), "two items are equal");
  EXPECT_EQ(mistake(schema(R"({"uniqueItems": false})"), "[1, 1]"), "");
}

TEST(JsonSchema, applies_schemas_in_place) {
  const JsonSchema either = schema(R"({"oneOf": [{"type": "string"}, {"$ref": "#/other/number"}],
      "other": {"number": {"type": "number", "pattern": "x"}}})");
  EXPECT_EQ(mistake(either, "1"), "");
  EXPECT_EQ(mistake(either, "\"a\""), "");
  EXPECT_NE(mistake(either, "[]"), "");
  EXPECT_EQ(mistake(schema("true"), "1"), "");
  EXPECT_NE(mistake(schema("false"), "1"), "");
  const JsonSchema tree = schema(R"({"properties": {"next": {"$ref": "#"}}, "required": ["id"]})");
  EXPECT_EQ(mistake(tree, R"({"id": 1, "next": {"id": 2}})"), "");
  EXPECT_NE(mistake(tree, R"({"id": 1, "next": {}})"), "");
}

TEST(JsonSchema, refuses_what_it_would_not_check) {
  EXPECT_EQ(refusal("{"), "the file is no JSON");
  EXPECT_EQ(refusal("[]"), "at the root: expected a schema: an object, true or false");
  EXPECT_EQ(refusal(R"({"properties": {"a": 1}})"),
            "at /properties/a: expected a schema: an object, true or false");
  EXPECT_EQ(refusal(R"({"items": {"prefixItems": []}})"),
            "at /items: 'prefixItems' is not supported");
  EXPECT_EQ(refusal(R"({"properties": {"prefixItems": {}}})"), "none");
  EXPECT_EQ(refusal(R"({"patternProperties": {}})"),
            "at the root: 'patternProperties' is not supported");
  EXPECT_EQ(refusal(R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})"),
            "at the root: 'https://json-schema.org/draft/2020-12/schema' is not supported");
  EXPECT_EQ(refusal(R"({"$ref": "https://a.example/b.json"})"),
            "at the root: '$ref' to 'https://a.example/b.json' is not supported");
  EXPECT_EQ(refusal(R"({"$ref": "#/definitions/a"})"),
            "at the root: '$ref' to '#/definitions/a' leads nowhere");
  EXPECT_EQ(refusal(R"({"type": 1})"), "the file is no JSON Schema: JSON value is not a string");
}

TEST(JsonSchema, refuses_schemas_without_end) {
  const std::string endless = "schemas apply to each other without end";
  EXPECT_EQ(refusal(R"({"$ref": "#"})"), endless);
  EXPECT_EQ(refusal(R"({"allOf": [{"$ref": "#"}]})"), endless);
  EXPECT_EQ(refusal(R"({"definitions": {"a": {"$ref": "#/definitions/b"},
                                         "b": {"not": {"$ref": "#/definitions/a"}}}})"),
            endless);
  std::string deep;
  for (int i = 0; i < 10'000; ++i) {
    deep += R"({"not": )";
  }
  EXPECT_EQ(refusal(deep + "true" + std::string(10'000, '}')).substr(0, 4), "at /");
}

// "next" is looked at before "sort", so every alternative is followed to its end.
TEST(JsonSchema, gives_up_on_alternatives_that_double_with_each_level) {
  const JsonSchema tree = schema(R"({
    "definitions": {"node": {"oneOf": [
      {"properties": {"sort": {"enum": ["a"]},
                      "next": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/node"}]}}},
      {"properties": {"sort": {"enum": ["b"]},
                      "next": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/node"}]}}}]}},
    "$ref": "#/definitions/node"})");
  const auto nested = [](int levels, const std::string& sort) {
    nlohmann::json node = nullptr;
    for (int level = 0; level < levels; ++level) {
      node = {{"sort", sort}, {"next", std::move(node)}};
    }
    return node;
  };
  EXPECT_EQ(tree.judge(nested(3, "a")), Conformity::yes);
  EXPECT_EQ(tree.judge(nested(3, "x")), Conformity::no);
  EXPECT_EQ(tree.judge(nested(30, "x")), Conformity::unknown);
  EXPECT_EQ(tree.mistake_in(nested(30, "x")), "not as the schema says");
  EXPECT_EQ(tree.judge(nested(3, "a")), Conformity::yes) << "each document has all of its steps";
}

TEST(JsonSchema, looks_at_the_largest_body_that_is_read_to_its_end) {
  const JsonSchema rows = schema(R"({"type": "array", "items": {"allOf": [
      {"type": "integer"}, {"minimum": 0}]}})");
  EXPECT_EQ(rows.judge(nlohmann::json(std::vector<int>(300'000, 1))), Conformity::yes);
}

}  // namespace
}  // namespace loadgate
