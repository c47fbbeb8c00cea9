// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "report/result_fields.h"
#include "report/result_names.h"

namespace loadgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_accepted = 16'000'000;

/// Where in the document a value stands; a chain on the stack, spelled out only for an error.
struct Path {
  const Path* parent;
  std::string_view key;
  std::optional<std::size_t> index;

  std::string text() const {
    const std::string before = parent == nullptr ? "" : parent->text();
    if (index) {
      return before + "[" + std::to_string(*index) + "]";
    }
    return before + (before.empty() ? "" : ".") + printable(key, 80);
  }
};

/// The archive that reads. The first failure is kept and the rest is skipped.
class ResultReader {
 public:
  ResultReader(const Json& object, const Path* path, std::optional<std::string>& failure)
      : object_(object), path_(path), failure_(failure) {}

  template <typename T>
  void operator()(std::string_view key, T& value) {
    const Path path{.parent = path_, .key = key, .index = std::nullopt};
    if (failure_) {
      return;
    }
    const auto found = object_.find(key);
    if (found == object_.end()) {
      return fail(path, "is missing");
    }
    read(*found, path, value);
  }

 private:
  void fail(const Path& path, std::string_view what) {
    failure_ = path.text() + " " + std::string(what);
  }

  void read(const Json& json, const Path& path, bool& value) {
    if (!json.is_boolean()) {
      return fail(path, "is not true or false");
    }
    value = json.get<bool>();
  }

  void read(const Json& json, const Path& path, std::string& value) {
    if (!json.is_string()) {
      return fail(path, "is not a string");
    }
    value = json.get<std::string>();
  }

  void read(const Json& json, const Path& path, double& value) {
    if (json.is_number()) {
      value = json.get<double>();
    } else if (json == "inf" || json == "-inf") {
      const double infinity = std::numeric_limits<double>::infinity();
      value = json == "inf" ? infinity : -infinity;
    } else if (json == "nan") {
      value = std::numeric_limits<double>::quiet_NaN();
    } else {
      fail(path, "is not a number");
    }
  }

  template <std::integral T>
  void read(const Json& json, const Path& path, T& value) {
    if (json.is_number_unsigned() && std::in_range<T>(json.get<std::uint64_t>())) {
      value = static_cast<T>(json.get<std::uint64_t>());
    } else if (json.is_number_integer() && !json.is_number_unsigned() &&
               std::in_range<T>(json.get<std::int64_t>())) {
      value = static_cast<T>(json.get<std::int64_t>());
    } else {
      fail(path, "is not an integer in its range");
    }
  }

  template <typename T>
    requires std::is_enum_v<T>
  void read(const Json& json, const Path& path, T& value) {
    const Names<T> names = names_of(T{});
    const auto found = std::ranges::find_if(
        names, [&json](const Named<T>& row) { return json == std::string(row.name); });
    if (found == names.end()) {
      return fail(path, "is not one of: " + joined(names));
    }
    value = found->value;
  }

  template <typename T>
    requires std::is_class_v<T>
  void read(const Json& json, const Path& path, T& value) {
    if (!json.is_object()) {
      return fail(path, "is not an object");
    }
    ResultReader reader(json, &path, failure_);
    fields(reader, value);
  }

  template <typename T>
  void read(const Json& json, const Path& path, std::optional<T>& value) {
    if (json.is_null()) {
      value.reset();
    } else {
      read(json, path, value.emplace());
    }
  }

  template <typename T>
  void read(const Json& json, const Path& path, std::vector<T>& list) {
    if (!json.is_array()) {
      return fail(path, "is not a list");
    }
    list.clear();
    for (std::size_t i = 0; i < json.size() && !failure_; ++i) {
      read(json[i], Path{.parent = &path, .key = {}, .index = i}, list.emplace_back());
    }
  }

  template <typename First, typename Second>
  void read(const Json& json, const Path& path, std::pair<First, Second>& pair) {
    if (!json.is_array() || json.size() != 2) {
      return fail(path, "is not a list of two");
    }
    read(json[0], path, pair.first);
    read(json[1], path, pair.second);
  }

  template <typename Key, typename T>
  void read(const Json& json, const Path& path, std::map<Key, T>& map) {
    if (!json.is_object()) {
      return fail(path, "is not an object");
    }
    map.clear();
    for (const auto& [text, child] : json.items()) {
      const Path member{.parent = &path, .key = text, .index = std::nullopt};
      Key key{};
      read_key(text, member, key);
      if (failure_) {
        return;
      }
      read(child, member, map[key]);
    }
  }

  void read_key(const std::string& text, const Path&, std::string& key) { key = text; }
  void read_key(const std::string& text, const Path& path, Statistic& key) {
    read(Json(text), path, key);
  }

  template <typename T>
  static std::string joined(const Names<T>& names) {
    std::string text;
    for (const Named<T>& row : names) {
      text += (text.empty() ? "" : ", ") + std::string(row.name);
    }
    return text;
  }

  const Json& object_;
  const Path* path_;
  std::optional<std::string>& failure_;
};

std::optional<std::string> schema_mistake(const Json& document) {
  if (!document.is_object()) {
    return "expected a JSON object";
  }
  const auto schema = document.find("schema");
  if (schema == document.end() || !schema->is_string()) {
    return "no schema: expected \"schema\": \"" + std::string(result_schema_name) + "\"";
  }
  if (*schema != std::string(result_schema_name)) {
    return "schema '" + printable(schema->get<std::string>(), 80) + "': this version reads '" +
           std::string(result_schema_name) + "'";
  }
  return std::nullopt;
}

/// Indices that the formats follow.
std::optional<std::string> index_mistake(const Report& report) {
  for (std::size_t i = 0; i < report.errors.size(); ++i) {
    if (report.errors[i].step >= report.steps.size() ||
        report.errors[i].phase >= report.phase_names.size()) {
      return "errors[" + std::to_string(i) + "] names a step or phase that does not exist";
    }
  }
  return std::nullopt;
}

std::optional<std::string> read_document(const Json& document, Report& report) {
  std::optional<std::string> failure = schema_mistake(document);
  if (!failure) {
    ResultReader reader(document, nullptr, failure);
    fields(reader, report);
  }
  return failure ? failure : index_mistake(report);
}

}  // namespace

Result<Report> report_from_json(std::string_view json, std::string_view file) {
  const std::string place = printable(file, 400) + ": ";
  if (json.size() > largest_accepted) {
    return invalid_input(place + "is larger than 16 MB, which no result.json is");
  }
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) {
    return invalid_input(place + "is not valid JSON",
                         "it may be cut off: take the result.json of the report folder again");
  }
  Report report{};
  if (const std::optional<std::string> mistake = read_document(document, report)) {
    return invalid_input(place + *mistake, "was it written by another version of loadgate?");
  }
  return report;
}

}  // namespace loadgate
