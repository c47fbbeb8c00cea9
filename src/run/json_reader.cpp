// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "run/json_archive.h"
#include "run/timestamp.h"

namespace loadgate {

JsonReader::JsonReader(const nlohmann::json& value, std::string path, std::string_view file,
                       std::optional<Error>& mistake)
    : value_(value), path_(std::move(path)), file_(file), mistake_(mistake) {}

void JsonReader::read(bool& value) {
  if (!value_.is_boolean()) {
    return expected("true or false");
  }
  value = value_.get<bool>();
}

void JsonReader::read(double& value) {
  if (!value_.is_number()) {
    return expected("a number");
  }
  value = value_.get<double>();
}

void JsonReader::read(std::uint64_t& value) {
  if (!value_.is_number_unsigned()) {
    return expected("a whole number from 0");
  }
  value = value_.get<std::uint64_t>();
}

void JsonReader::read(Outcome& value) {
  std::string text;
  read(text);
  const auto row = std::ranges::find(all_outcomes(), text, &OutcomeName::name);
  if (row == all_outcomes().end()) {
    return fail("is '" + shown(text) + "', which this version does not know");
  }
  value = row->outcome;
}

void JsonReader::read(std::string& value) {
  if (!value_.is_string()) {
    return expected("a text");
  }
  value = value_.get_ref<const std::string&>();
}

void JsonReader::read(Timestamp& value) {
  std::string text;
  read(text);
  if (!is_good()) {
    return;
  }
  const std::optional<Timestamp> time = parse_timestamp(text);
  if (!time) {
    return fail("is '" + shown(text) + "', expected a time such as 2026-11-21T09:30:00Z");
  }
  value = *time;
}

void JsonReader::read(std::pair<std::string, std::string>& value) {
  if (!value_.is_array() || value_.size() != 2) {
    return expected("a list of two texts");
  }
  element(0).read(value.first);
  element(1).read(value.second);
}

std::int64_t JsonReader::read_whole(std::int64_t low, std::int64_t high) {
  const bool fits = value_.is_number_unsigned()
                        ? value_.get<std::uint64_t>() <=
                              static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
                        : value_.is_number_integer();
  const std::int64_t number = fits ? value_.get<std::int64_t>() : 0;
  if (!fits || number < low || number > high) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    expected("a whole number" +
             (high == largest ? std::string()
                              : " from " + std::to_string(low) + " to " + std::to_string(high)));
    return 0;
  }
  return number;
}

bool JsonReader::expect_object() {
  if (!value_.is_object()) {
    expected("an object");
  }
  return value_.is_object();
}

bool JsonReader::expect_array() {
  if (!value_.is_array()) {
    expected("a list");
  }
  return value_.is_array();
}

bool JsonReader::is_null() const {
  return value_.is_null();
}

std::size_t JsonReader::size() const {
  return value_.size();
}

bool JsonReader::has(std::string_view name) const {
  return value_.is_object() && value_.contains(name);
}

JsonReader JsonReader::member(std::string_view name) const {
  static const nlohmann::json nothing;
  const auto found = value_.find(name);
  return {found == value_.end() ? nothing : *found, join(name), file_, mistake_};
}

JsonReader JsonReader::element(std::size_t index) const {
  return {value_[index], path_ + "[" + std::to_string(index) + "]", file_, mistake_};
}

std::vector<std::string> JsonReader::names() const {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : value_.items()) {
    names.push_back(name);
  }
  return names;
}

std::string JsonReader::join(std::string_view name) const {
  return path_.empty() ? shown(name) : path_ + "." + shown(name);
}

std::string JsonReader::shown(std::string_view text) {
  return printable(text, 60);
}

void JsonReader::expected(std::string_view what) {
  const bool is_scalar = value_.is_number() || value_.is_boolean();
  const std::string found = is_scalar            ? value_.dump()
                            : value_.is_string() ? "a text"
                                                 : value_.type_name();
  fail("expected " + std::string(what) + ", got " + found);
}

void JsonReader::fail(std::string what) {
  fail_at(path_, std::move(what));
}

void JsonReader::fail_at(const std::string& path, const std::string& what) {
  if (mistake_) {
    return;
  }
  const bool is_sentence = what.starts_with("is ");
  mistake_ = Error{.kind = ErrorKind::invalid_input,
                   .message = std::string(file_) + ": " +
                              (path.empty() ? "" : path + (is_sentence ? " " : ": ")) + what,
                   .hint = "the file is damaged or was written by hand; make it again"};
}

}  // namespace loadgate
