// SPDX-License-Identifier: Apache-2.0
#include "plan/jsonl.h"

#include <nlohmann/json.hpp>
#include <set>

#include "plan/data_limits.h"

namespace loadgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest_value = 64;  // writing a value again needs the stack

/// What the parser cannot tell by itself: it keeps the last of two equal names, and nests freely.
struct Strictness {
  std::set<std::string> names;
  std::string complaint;

  bool accept(int depth, Json::parse_event_t event, const Json& value) {
    if (depth > deepest_value) {
      complaint = "nested deeper than " + std::to_string(deepest_value) + " levels";
    } else if (event == Json::parse_event_t::key && depth == 1 &&
               !names.insert(value.get<std::string>()).second) {
      complaint = "has '" + value.get<std::string>() + "' twice";
    }
    return complaint.empty();
  }
};

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string_view::npos
             ? std::string_view()
             : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

Result<JsonRecord> parse_line(std::string_view text, std::size_t line) {
  Strictness strictness;
  const Json object = Json::parse(
      text,
      [&](int depth, Json::parse_event_t event, Json& value) {
        return strictness.accept(depth, event, value);
      },
      false);
  if (!strictness.complaint.empty()) {
    return invalid_input("the object " + strictness.complaint);
  }
  if (object.is_discarded()) {
    return invalid_input("not JSON", "each line of a JSONL file is one JSON object");
  }
  if (!object.is_object()) {
    return invalid_input("a JSON " + std::string(object.type_name()) + ", expected an object",
                         "each line of a JSONL file is one JSON object");
  }
  JsonRecord record{.line = line, .members = {}};
  for (const auto& [name, value] : object.items()) {
    record.members.emplace_back(name, value.dump());
  }
  return record;
}

tl::unexpected<Error> failed(std::string_view file, std::size_t line, const Error& error) {
  return invalid_input(std::string(file) + ":" + std::to_string(line) + ": " + error.message,
                       error.hint);
}

}  // namespace

Result<std::vector<JsonRecord>> parse_jsonl(std::string_view text, std::string_view file) {
  std::vector<JsonRecord> records;
  std::size_t cells = 0;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view content = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.empty()) {
      continue;
    }
    Result<JsonRecord> record = parse_line(content, line);
    if (!record) {
      return failed(file, line, record.error());
    }
    cells += record->members.size();
    if (cells > most_data_cells) {
      return failed(file, line,
                    Error{.kind = ErrorKind::invalid_input,
                          .message = "more than 4,000,000 cells up to here",
                          .hint = "use fewer rows"});
    }
    records.push_back(std::move(*record));
  }
  return records;
}

std::string plain_text(std::string_view json) {
  if (!json.starts_with('"')) {
    return std::string(json);
  }
  const auto value = nlohmann::json::parse(json, nullptr, false);
  return value.is_string() ? value.get<std::string>() : std::string(json);
}

bool is_json(std::string_view text) {
  return nlohmann::json::accept(text);
}

bool is_json_number(std::string_view text) {
  // The parser would take white space around it, which is no part of a number.
  const bool begins =
      !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
  const bool ends = !text.empty() && text.back() >= '0' && text.back() <= '9';
  return begins && ends && nlohmann::json::accept(text);
}

}  // namespace loadgate
