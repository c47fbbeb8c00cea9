// SPDX-License-Identifier: Apache-2.0
#pragma once

// As in src/plan/json_schema.cpp: the functions are the same ones.
#define VALIJSON_USE_EXCEPTIONS 1

#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace loadgate::testing {

/// A JSON Schema that documents are held against.
class SchemaCheck {
 public:
  explicit SchemaCheck(const std::string& schema) {
    const nlohmann::json text = nlohmann::json::parse(schema);
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema_);
  }
  bool accepts(const nlohmann::json& document) {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }
  /// With the value at `pointer` replaced.
  bool accepts_changed(nlohmann::json document, const std::string& pointer,
                       const nlohmann::json& value) {
    document[nlohmann::json::json_pointer(pointer)] = value;
    return accepts(document);
  }

 private:
  valijson::Schema schema_;
};

}  // namespace loadgate::testing
