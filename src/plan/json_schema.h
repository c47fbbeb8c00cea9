// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace valijson {
class Schema;
}

namespace loadgate {

enum class Conformity { yes, no, unknown };

/// A JSON Schema (drafts 4, 6 and 7), compiled once. Threads may share it.
class JsonSchema {
 public:
  /// Errors: what prepare_schema refuses, patterns that RE2 does not accept.
  static Result<JsonSchema> parse(std::string_view text);
  JsonSchema(JsonSchema&& other) noexcept;
  JsonSchema& operator=(JsonSchema&& other) noexcept;
  ~JsonSchema();

  /// In a schema of alternatives that refer to each other a small document can take longer than
  /// anybody waits: one that needs more than a million steps at four levels deep, or fewer that
  /// are deeper, is not looked at to its end.
  Conformity judge(const nlohmann::json& document) const;
  bool allows(const nlohmann::json& document) const { return judge(document) == Conformity::yes; }
  /// "at /items/0: missing required property 'id'"; empty: the document is as it should be.
  /// "not as the schema says" where finding the place takes too long.
  std::string mistake_in(const nlohmann::json& document) const;

 private:
  explicit JsonSchema(std::unique_ptr<valijson::Schema> schema);

  std::unique_ptr<valijson::Schema> schema_;
};

}  // namespace loadgate
