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

/// A JSON Schema (drafts 4, 6 and 7), compiled once. Threads may share it.
class JsonSchema {
 public:
  /// Errors: what prepare_schema refuses, patterns that RE2 does not accept.
  static Result<JsonSchema> parse(std::string_view text);
  JsonSchema(JsonSchema&& other) noexcept;
  JsonSchema& operator=(JsonSchema&& other) noexcept;
  ~JsonSchema();

  bool allows(const nlohmann::json& document) const;
  /// "at /items/0: missing required property 'id'"; empty: the document is as it should be.
  std::string mistake_in(const nlohmann::json& document) const;

 private:
  explicit JsonSchema(std::unique_ptr<valijson::Schema> schema);

  std::unique_ptr<valijson::Schema> schema_;
};

}  // namespace loadgate
