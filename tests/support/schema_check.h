// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace valijson {
class Schema;
}

namespace loadgate::testing {

/// A JSON Schema that documents are held against. By valijson, which is dear to compile: once, for
/// the tests of all rooms.
class SchemaCheck {
 public:
  explicit SchemaCheck(const std::string& schema);
  ~SchemaCheck();
  SchemaCheck(const SchemaCheck&) = delete;
  SchemaCheck& operator=(const SchemaCheck&) = delete;

  bool accepts(const nlohmann::json& document);
  /// With the value at `pointer` replaced.
  bool accepts_changed(const nlohmann::json& document, const std::string& pointer,
                       const nlohmann::json& value);

 private:
  std::unique_ptr<valijson::Schema> schema_;
};

}  // namespace loadgate::testing
