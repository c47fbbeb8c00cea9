// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "run/json_archive.h"
#include "run/timestamp.h"

namespace loadgate {

JsonWriter::JsonWriter(nlohmann::json& target) : target_(target) {}

void JsonWriter::write(bool value) {
  target_ = value;
}

void JsonWriter::write(double value) {
  target_ = value;
}

void JsonWriter::write(std::uint64_t value) {
  target_ = value;
}

void JsonWriter::write(Outcome value) {
  target_ = describe(value).name;
}

void JsonWriter::write(const std::string& value) {
  target_ = value;
}

void JsonWriter::write(const Timestamp& value) {
  target_ = write_exact_timestamp(value);
}

void JsonWriter::write(const std::pair<std::string, std::string>& value) {
  target_ = nlohmann::json::array({value.first, value.second});
}

void JsonWriter::write_whole(std::int64_t value) {
  target_ = value;
}

void JsonWriter::become_object() {
  target_ = nlohmann::json::object();
}

void JsonWriter::become_array() {
  target_ = nlohmann::json::array();
}

JsonWriter JsonWriter::member(std::string_view name) {
  return JsonWriter(target_[std::string(name)]);
}

JsonWriter JsonWriter::element() {
  return JsonWriter(target_.emplace_back());
}

}  // namespace loadgate
