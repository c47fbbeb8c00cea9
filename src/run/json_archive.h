// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "run/sample.h"

namespace loadgate {

/// The fields of a struct, named once for reading and writing:
/// `static void visit(auto& fields, auto& value) { fields("name", value.name); … }`
template <typename T>
struct JsonFields;

/// The names of an enum's values: `static constexpr std::array names{std::pair{Kind::a, "a"}, …}`.
template <typename T>
struct JsonNames;

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// Reads values out of a JSON tree. The first mistake is kept and ends the reading; it names the
/// file and the field. Unknown fields are ignored: a version only ever gains fields.
class JsonReader {
 public:
  /// `path` names the value in messages: "plan.steps[2]", empty for the whole file.
  JsonReader(const nlohmann::json& value, std::string path, std::string_view file,
             std::optional<Error>& mistake);

  /// A field that must be there, unless it is an optional.
  template <typename T>
  void operator()(std::string_view name, T& field) {
    if (has(name)) {
      member(name).read(field);
    } else if constexpr (!is_optional<T>) {
      fail_at(join(name), "is missing");
    }
  }

  /// A field that files of earlier versions lack: without it the value is `fallback`.
  template <typename T>
  void added(std::string_view name, T& field, const T& fallback = {}) {
    field = fallback;
    if (has(name)) {
      member(name).read(field);
    }
  }

  void read(bool& value);
  void read(double& value);
  void read(std::uint64_t& value);
  void read(Outcome& value);
  void read(std::string& value);
  void read(Timestamp& value);  ///< RFC 3339 with up to nine decimals, UTC
  void read(std::pair<std::string, std::string>& value);
  template <typename T>
    requires std::is_integral_v<T>
  void read(T& value) {
    // 64 bits without a sign have an overload of their own.
    value =
        static_cast<T>(read_whole(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void read(T& value) {
    std::string text;
    read(text);
    for (const auto& [known, name] : JsonNames<T>::names) {
      if (text == name) {
        value = known;
        return;
      }
    }
    fail("is '" + shown(text) + "', which this version does not know");
  }
  template <typename T>
    requires std::is_class_v<T>
  void read(T& value) {
    if (expect_object()) {
      JsonFields<T>::visit(*this, value);
    }
  }
  template <typename T>
  void read(std::optional<T>& value) {
    if (!is_null()) {
      read(value.emplace());
    }
  }
  template <typename T>
  void read(std::vector<T>& values) {
    if (expect_array()) {
      for (std::size_t i = 0; i < size() && is_good(); ++i) {
        element(i).read(values.emplace_back());
      }
    }
  }
  template <typename T>
  void read(std::map<std::string, T>& values) {
    if (expect_object()) {
      for (const std::string& name : names()) {
        member(name).read(values[name]);
      }
    }
  }

  JsonReader member(std::string_view name) const;
  bool has(std::string_view name) const;
  bool is_good() const { return !mistake_.has_value(); }
  /// The value is wrong: "run.json: plan.total: <what>".
  void fail(std::string what);
  const std::string& path() const { return path_; }

 private:
  static std::string shown(std::string_view text);

  std::int64_t read_whole(std::int64_t low, std::int64_t high);
  bool expect_object();
  bool expect_array();
  bool is_null() const;
  std::size_t size() const;
  JsonReader element(std::size_t index) const;
  std::vector<std::string> names() const;
  std::string join(std::string_view name) const;
  void fail_at(const std::string& path, const std::string& what);
  void expected(std::string_view what);

  const nlohmann::json& value_;
  std::string path_;
  std::string_view file_;
  std::optional<Error>& mistake_;
};

/// Builds a JSON tree; the counterpart of JsonReader. Optionals that are empty are left out.
class JsonWriter {
 public:
  explicit JsonWriter(nlohmann::json& target);

  template <typename T>
  void operator()(std::string_view name, const T& field) {
    member(name).write(field);
  }
  template <typename T>
  void operator()(std::string_view name, const std::optional<T>& field) {
    if (field) {
      member(name).write(*field);
    }
  }

  /// Left out where it is the fallback, so that the bytes of earlier versions stay.
  template <typename T>
  void added(std::string_view name, const T& field, const T& fallback = {}) {
    if (!(field == fallback)) {
      member(name).write(field);
    }
  }

  void write(bool value);
  void write(double value);
  void write(std::uint64_t value);
  void write(Outcome value);
  void write(const std::string& value);
  void write(const Timestamp& value);
  void write(const std::pair<std::string, std::string>& value);
  template <typename T>
    requires std::is_integral_v<T>
  void write(T value) {
    write_whole(static_cast<std::int64_t>(value));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void write(T value) {
    for (const auto& [known, name] : JsonNames<T>::names) {
      if (known == value) {
        write(std::string(name));
      }
    }
  }
  template <typename T>
    requires std::is_class_v<T>
  void write(const T& value) {
    become_object();
    JsonFields<T>::visit(*this, value);
  }
  template <typename T>
  void write(const std::vector<T>& values) {
    become_array();
    for (const T& value : values) {
      element().write(value);
    }
  }
  template <typename T>
  void write(const std::map<std::string, T>& values) {
    become_object();
    for (const auto& [name, value] : values) {
      member(name).write(value);
    }
  }

  JsonWriter member(std::string_view name);

 private:
  void write_whole(std::int64_t value);
  void become_object();
  void become_array();
  JsonWriter element();

  nlohmann::json& target_;
};

}  // namespace loadgate
