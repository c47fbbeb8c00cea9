// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/json_archive.h"

namespace loadgate {

/// Describes the fields that JsonReader needs and JsonWriter writes, as JSON Schema (draft
/// 2020-12). Other fields are allowed: a later version may add some.
class JsonSchemaWriter {
 public:
  /// `target` becomes the schema of an object.
  explicit JsonSchemaWriter(nlohmann::json& target);

  template <typename T>
  void operator()(std::string_view name, const T&) {
    describe<T>(required(name));
  }
  template <typename T>
  void operator()(std::string_view name, const std::optional<T>&) {
    describe<T>(property(name));
  }

  template <typename T>
  void added(std::string_view name, const T&, const T& = {}) {
    describe<T>(property(name));
  }

  nlohmann::json& required(std::string_view name);
  nlohmann::json& property(std::string_view name);

  template <typename T>
  static void describe(nlohmann::json& target) {
    if constexpr (std::is_same_v<T, bool>) {
      be_plain(target, "boolean");
    } else if constexpr (std::is_same_v<T, std::string>) {
      be_plain(target, "string");
    } else if constexpr (std::is_floating_point_v<T>) {
      be_plain(target, "number");
    } else if constexpr (std::is_integral_v<T>) {
      be_integer(target, std::is_unsigned_v<T>);
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      be_timestamp(target);
    } else if constexpr (std::is_same_v<T, std::pair<std::string, std::string>>) {
      be_pair_of_texts(target);
    } else if constexpr (std::is_enum_v<T>) {
      be_one_of(target, names_of(T{}));
    } else {
      describe_composite(target, static_cast<const T*>(nullptr));
    }
  }

 private:
  template <typename T>
  static void describe_composite(nlohmann::json& target, const std::vector<T>*) {
    describe<T>(be_list(target));
  }
  template <typename T>
  static void describe_composite(nlohmann::json& target, const std::map<std::string, T>*) {
    describe<T>(be_dictionary(target));
  }
  template <typename T>
  static void describe_composite(nlohmann::json& target, const T*) {
    JsonSchemaWriter fields(target);
    T value{};
    JsonFields<T>::visit(fields, value);
  }

  template <typename T>
  static std::vector<std::string> names_of(T) {
    std::vector<std::string> names;
    for (const auto& [known, name] : JsonNames<T>::names) {
      names.emplace_back(name);
    }
    return names;
  }
  static std::vector<std::string> names_of(Outcome);

  static void be_plain(nlohmann::json& target, std::string_view type);
  static void be_integer(nlohmann::json& target, bool is_unsigned);
  static void be_timestamp(nlohmann::json& target);
  static void be_pair_of_texts(nlohmann::json& target);
  static void be_one_of(nlohmann::json& target, const std::vector<std::string>& names);
  static nlohmann::json& be_list(nlohmann::json& target);        ///< where its elements go
  static nlohmann::json& be_dictionary(nlohmann::json& target);  ///< where its values go

  nlohmann::json& target_;
};

/// The schema of a whole file as text: `body` is what a JsonSchemaWriter made, the file's "schema"
/// is `schema`.
std::string schema_text(nlohmann::json body, std::string_view schema, std::string_view description);

}  // namespace loadgate
