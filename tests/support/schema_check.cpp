// SPDX-License-Identifier: Apache-2.0
#include "support/schema_check.h"

// As in src/plan/json_schema.cpp: the functions are the same ones.
#define VALIJSON_USE_EXCEPTIONS 1

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace loadgate::testing {

using valijson::adapters::NlohmannJsonAdapter;

SchemaCheck::SchemaCheck(const std::string& schema)
    : schema_(std::make_unique<valijson::Schema>()) {
  const nlohmann::json text = nlohmann::json::parse(schema);
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(text), *schema_);
}

SchemaCheck::~SchemaCheck() = default;

bool SchemaCheck::accepts(const nlohmann::json& document) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(*schema_, NlohmannJsonAdapter(document), nullptr);
}

bool SchemaCheck::accepts_changed(const nlohmann::json& document, const std::string& pointer,
                                  const nlohmann::json& value) {
  nlohmann::json changed = document;
  changed[nlohmann::json::json_pointer(pointer)] = value;
  return accepts(changed);
}

}  // namespace loadgate::testing
