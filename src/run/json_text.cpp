// SPDX-License-Identifier: Apache-2.0
#include "run/json_text.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <vector>

#include "base/encoding.h"
#include "base/units.h"

namespace loadgate {
namespace {

using Json = nlohmann::json;

/// Integers up to 2^53 without an exponent: a nanosecond figure stays readable.
std::string number_text(double value) {
  constexpr double exact = 9007199254740992;
  if (std::trunc(value) == value && std::abs(value) < exact) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  return write_double(value);
}

std::string scalar_text(const Json& value) {
  if (value.is_number_float() && std::isfinite(value.get<double>())) {
    return number_text(value.get<double>());
  }
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_scalar_list(const Json& value) {
  return value.is_array() &&
         std::ranges::all_of(value, [](const Json& element) { return !element.is_structured(); });
}

class Layout {
 public:
  std::string text;

  void add(const Json& value, std::size_t depth) {
    if (value.is_object() && !value.empty()) {
      add_object(value, depth);
    } else if (is_scalar_list(value)) {
      add_one_line(value);
    } else if (value.is_array()) {
      add_lines(value, depth);
    } else {
      text += value.is_object() ? "{}" : scalar_text(value);
    }
  }

 private:
  void new_line(std::size_t depth) { text.append("\n").append(2 * depth, ' '); }

  void add_member(const std::string& name, const Json& value, std::size_t depth) {
    new_line(depth + 1);
    text += scalar_text(name) + ": ";
    add(value, depth + 1);
  }

  void add_object(const Json& object, std::size_t depth) {
    text += "{";
    std::string_view separator;
    if (const auto schema = object.find("schema"); schema != object.end()) {
      add_member("schema", *schema, depth);
      separator = ",";
    }
    for (const auto& [name, value] : object.items()) {
      if (name != "schema") {
        text += separator;
        add_member(name, value, depth);
        separator = ",";
      }
    }
    new_line(depth);
    text += "}";
  }

  void add_one_line(const Json& list) {
    text += "[";
    for (std::size_t i = 0; i < list.size(); ++i) {
      text += (i == 0 ? "" : ", ") + scalar_text(list[i]);
    }
    text += "]";
  }

  void add_lines(const Json& list, std::size_t depth) {
    text += "[";
    for (std::size_t i = 0; i < list.size(); ++i) {
      text += i == 0 ? "" : ",";
      new_line(depth + 1);
      add(list[i], depth + 1);
    }
    new_line(depth);
    text += "]";
  }
};

/// "3:17" of a byte's position.
std::string line_and_column(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t start = before.find_last_of('\n') + 1;  // npos + 1 is 0
  return std::to_string(line) + ":" + std::to_string(before.size() - start + 1);
}

/// The parser keeps the last of two equal keys, so that a reader would see what a reviewer did not.
class DoubledKeys {
 public:
  bool accept(Json::parse_event_t event, const Json& value) {
    if (event == Json::parse_event_t::object_start) {
      open_.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      open_.pop_back();
    } else if (event == Json::parse_event_t::key &&
               !open_.back().insert(value.get<std::string>()).second && first_.empty()) {
      first_ = printable(value.get<std::string>(), 60);
    }
    return true;
  }
  const std::string& first() const { return first_; }

 private:
  std::vector<std::unordered_set<std::string>> open_;
  std::string first_;
};

Result<Json> parse_tree(std::string_view text, std::string_view file) {
  try {
    DoubledKeys doubled;
    Json tree = Json::parse(text, [&doubled](int, Json::parse_event_t event, Json& value) {
      return doubled.accept(event, value);
    });
    if (!doubled.first().empty()) {
      return invalid_input(std::string(file) + ": an object has '" + doubled.first() + "' twice",
                           "the file was written by hand; restore it, or make it again");
    }
    return tree;
  } catch (const Json::parse_error& error) {
    const bool is_cut = error.byte > text.size();
    return invalid_input(
        std::string(file) + ":" + line_and_column(text, error.byte) +
            (is_cut ? ": the file ends too early, it is cut off" : ": not JSON, or a damaged file"),
        "restore the file, or make it again");
  } catch (const Json::exception&) {
    return invalid_input(std::string(file) + ": a number is too large",
                         "restore the file, or make it again");
  }
}

/// "loadgate.run." of "loadgate.run.v1".
std::string_view kind_of(std::string_view schema) {
  return schema.substr(0, schema.find_last_of('.') + 1);
}

}  // namespace

std::string canonical_json(const Json& object) {
  Layout layout;
  layout.add(object, 0);
  return layout.text + "\n";
}

Result<Json> parse_json_file(std::string_view text, std::string_view file,
                             std::string_view schema) {
  ASSIGN_OR_RETURN(Json tree, parse_tree(text, file));
  const auto found = tree.is_object() ? tree.find("schema") : tree.end();
  if (found == tree.end() || !found->is_string()) {
    return invalid_input(
        std::string(file) + ": no \"schema\", expected \"" + std::string(schema) + "\"",
        "give a file that loadgate wrote");
  }
  const std::string& name = found->get_ref<const std::string&>();
  if (name == schema) {
    return tree;
  }
  if (!kind_of(name).empty() && kind_of(name) == kind_of(schema)) {
    return invalid_input(std::string(file) + ": written as " + printable(name, 60) +
                             ", this version of loadgate reads " + std::string(schema),
                         "use the version of loadgate that wrote it, or make the file again");
  }
  return invalid_input(
      std::string(file) + ": is '" + printable(name, 60) + "', expected " + std::string(schema),
      "give a file of the kind that is asked for");
}

}  // namespace loadgate
