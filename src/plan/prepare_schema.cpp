// SPDX-License-Identifier: Apache-2.0
#include "plan/prepare_schema.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/encoding.h"

namespace loadgate {
namespace {

using UnorderedJson = nlohmann::json;

constexpr int deepest_schema = 100;

// JSON Schema draft 7, by what stands under a keyword.
constexpr std::array<std::string_view, 9> schema_keywords{"additionalItems",
                                                          "additionalProperties",
                                                          "contains",
                                                          "else",
                                                          "if",
                                                          "items",
                                                          "not",
                                                          "propertyNames",
                                                          "then"};
constexpr std::array<std::string_view, 4> list_keywords{"allOf", "anyOf", "items", "oneOf"};
constexpr std::array<std::string_view, 4> map_keywords{"$defs", "definitions", "dependencies",
                                                       "properties"};
/// Applied to the same value as the schema that they stand in.
constexpr std::array<std::string_view, 4> in_place_keywords{"else", "if", "not", "then"};
constexpr std::array<std::string_view, 3> in_place_lists{"allOf", "anyOf", "oneOf"};

struct Refused {
  std::string_view keyword;
  std::string_view hint;
};
constexpr std::string_view later_draft = "it is of a later draft than 7, and would not be checked";
constexpr std::array refused_keywords{
    Refused{"patternProperties", "list the names under 'properties', or use 'propertyNames'"},
    Refused{"dependentRequired", later_draft},
    Refused{"dependentSchemas", later_draft},
    Refused{"maxContains", later_draft},
    Refused{"minContains", later_draft},
    Refused{"prefixItems", later_draft},
    Refused{"unevaluatedItems", later_draft},
    Refused{"unevaluatedProperties", later_draft},
    Refused{"$anchor", later_draft},
    Refused{"$dynamicRef", later_draft},
    Refused{"$recursiveRef", later_draft},
};

struct Renamed {
  std::string_view keyword;
  std::string_view name;
};
constexpr std::array renamed_keywords{Renamed{"pattern", schema_pattern},
                                      Renamed{"format", schema_format},
                                      Renamed{"uniqueItems", schema_unique}};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Result<void> refuse(const UnorderedJson::json_pointer& place, const std::string& what,
                    std::string hint) {
  const std::string at = place.to_string();
  return invalid_input("at " + (at.empty() ? "the root" : printable(at, 200)) + ": " + what,
                       std::move(hint));
}

class Preparation {
 public:
  explicit Preparation(UnorderedJson& root) : root_(root) {}

  Result<void> run() {
    RETURN_IF_ERROR(prepare(root_, UnorderedJson::json_pointer(), 0));
    for (const UnorderedJson* schema : schemas_) {
      RETURN_IF_ERROR(check_end(*schema, 0));
    }
    return {};
  }

 private:
  Result<void> prepare(UnorderedJson& schema, const UnorderedJson::json_pointer& place, int depth) {
    if (schema.is_boolean() || !prepared_.insert(&schema).second) {
      return {};
    }
    if (!schema.is_object()) {
      return refuse(place, "expected a schema: an object, true or false", {});
    }
    if (depth > deepest_schema) {
      return refuse(place,
                    "schemas nested deeper than " + std::to_string(deepest_schema) + " levels",
                    "move inner ones into 'definitions'");
    }
    RETURN_IF_ERROR(check_keywords(schema, place));
    RETURN_IF_ERROR(prepare_reference(schema, place, depth + 1));
    for (auto& [keyword, value] : schema.items()) {
      RETURN_IF_ERROR(prepare_keyword(keyword, value, place / keyword, depth + 1));
    }
    for (const Renamed& renamed : renamed_keywords) {
      if (const auto found = schema.find(renamed.keyword); found != schema.end()) {
        schema[std::string(renamed.name)] = *found;
        schema.erase(std::string(renamed.keyword));
      }
    }
    schema.erase("$id");
    schema.erase("id");
    // Beside a "$ref" nothing is looked at: there the schema counts that it refers to.
    if (!schema.contains("$ref")) {
      schema[schema_step] = true;
    }
    schemas_.push_back(&schema);
    return {};
  }

  Result<void> prepare_keyword(const std::string& keyword, UnorderedJson& value,
                               const UnorderedJson::json_pointer& place, int depth) {
    if (value.is_array() && contains(list_keywords, keyword)) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        RETURN_IF_ERROR(prepare(value[i], place / i, depth));
      }
    } else if (value.is_object() && contains(map_keywords, keyword)) {
      for (auto& [name, inner] : value.items()) {
        const bool is_list_of_names = keyword == "dependencies" && inner.is_array();
        RETURN_IF_ERROR(is_list_of_names ? Result<void>() : prepare(inner, place / name, depth));
      }
    } else if (contains(schema_keywords, keyword)) {
      return prepare(value, place, depth);
    }
    return {};
  }

  Result<void> check_keywords(const UnorderedJson& schema,
                              const UnorderedJson::json_pointer& place) const {
    for (const Refused& refused : refused_keywords) {
      if (schema.contains(refused.keyword)) {
        return refuse(place, "'" + std::string(refused.keyword) + "' is not supported",
                      std::string(refused.hint));
      }
    }
    if (const auto draft = schema.find("$schema"); draft != schema.end()) {
      const std::string name = draft->is_string() ? draft->get<std::string>() : draft->dump();
      const bool is_known = name.find("json-schema.org/draft-0") != std::string::npos;
      if (!is_known) {
        return refuse(place, "'" + printable(name, 100) + "' is not supported",
                      "schemas of the drafts 4, 6 and 7 are: http://json-schema.org/draft-07/"
                      "schema#");
      }
    }
    return {};
  }

  /// What is referred to is a schema, wherever it stands.
  Result<void> prepare_reference(const UnorderedJson& schema,
                                 const UnorderedJson::json_pointer& place, int depth) {
    const auto reference = schema.find("$ref");
    if (reference == schema.end()) {
      return {};
    }
    const std::string text =
        reference->is_string() ? reference->get<std::string>() : reference->dump();
    if (text != "#" && !text.starts_with("#/")) {
      return refuse(place, "'$ref' to '" + printable(text, 100) + "' is not supported",
                    "refer to a place in the same file: #/definitions/name");
    }
    UnorderedJson* target = target_of(text);
    if (target == nullptr) {
      return refuse(place, "'$ref' to '" + printable(text, 100) + "' leads nowhere", {});
    }
    return prepare(*target, UnorderedJson::json_pointer(text.substr(1)), depth);
  }

  /// Null: nothing there.
  UnorderedJson* target_of(std::string_view reference) const {
    try {
      const UnorderedJson::json_pointer pointer{std::string(reference.substr(1))};
      return root_.contains(pointer) ? &root_.at(pointer) : nullptr;
    } catch (const UnorderedJson::exception&) {
      return nullptr;
    }
  }

  /// A value would be held against such schemas for ever. By depth: each of the ones that apply to
  /// the same value is one level further down.
  Result<void> check_end(const UnorderedJson& schema, int depth) {
    if (!schema.is_object() || !ending_.insert(&schema).second) {
      return {};
    }
    open_.insert(&schema);
    for (const UnorderedJson* next : applied_in_place(schema)) {
      if (open_.contains(next) || depth > deepest_schema) {
        return invalid_input("schemas apply to each other without end",
                             "look at its '$ref's: something has to stand between, such as "
                             "'properties' or 'items'");
      }
      RETURN_IF_ERROR(check_end(*next, depth + 1));
    }
    open_.erase(&schema);
    return {};
  }

  std::vector<const UnorderedJson*> applied_in_place(const UnorderedJson& schema) const {
    std::vector<const UnorderedJson*> applied;
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      applied.push_back(target_of(reference->get<std::string>()));
      return applied;
    }
    for (const std::string_view keyword : in_place_keywords) {
      if (const auto found = schema.find(keyword); found != schema.end()) {
        applied.push_back(&*found);
      }
    }
    for (const std::string_view keyword : in_place_lists) {
      if (const auto found = schema.find(keyword); found != schema.end() && found->is_array()) {
        std::ranges::transform(*found, std::back_inserter(applied),
                               [](const UnorderedJson& inner) { return &inner; });
      }
    }
    return applied;
  }

  UnorderedJson& root_;
  std::vector<const UnorderedJson*> schemas_;
  std::set<const UnorderedJson*> prepared_;
  std::set<const UnorderedJson*> ending_;
  std::set<const UnorderedJson*> open_;
};

}  // namespace

Result<void> prepare_schema(UnorderedJson& schema) {
  return Preparation(schema).run();
}

}  // namespace loadgate
