// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/json_pointer.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

/// `200` or `2xx`.
std::optional<StatusRange> parse_status(std::string_view text) {
  const bool is_class = text.size() == 3 && text.substr(1) == "xx";
  const bool is_code =
      text.size() == 3 && text[1] >= '0' && text[1] <= '9' && text[2] >= '0' && text[2] <= '9';
  if ((!is_class && !is_code) || text[0] < '1' || text[0] > '5') {
    return std::nullopt;
  }
  const int hundreds = (text[0] - '0') * 100;
  if (is_class) {
    return StatusRange{.low = hundreds, .high = hundreds + 99};
  }
  const int code = hundreds + (text[1] - '0') * 10 + (text[2] - '0');
  return StatusRange{.low = code, .high = code};
}

void read_one_status(const SpecNode& node, Reading& reading, Expectations& expect) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return;
  }
  if (const std::optional<StatusRange> range = parse_status(*text)) {
    expect.status.push_back(*range);
  } else {
    reading.fail(node.where, "'" + *text + "' is no status", "expected 100 to 599, or 2xx");
  }
}

/// One value or a list of them; an empty list would expect nothing.
void read_one_or_list(const SpecNode& node, Reading& reading, Expectations& expect,
                      void (*read_one)(const SpecNode&, Reading&, Expectations&)) {
  if (node.kind != NodeKind::list) {
    read_one(node, reading, expect);
    return;
  }
  if (node.items.empty()) {
    reading.fail(node.where, "the list is empty", "name at least one, or remove the key");
  }
  for (const SpecNode& item : node.items) {
    read_one(item, reading, expect);
  }
}

void read_one_text(const SpecNode& node, Reading& reading, Expectations& expect) {
  std::optional<Template> text = read_template(node, reading, Place::flow);
  if (text && text->parts.empty()) {
    reading.fail(node.where, "the value is empty", "every body contains the empty text");
  } else if (text) {
    expect.contains.push_back(std::move(*text));
  }
}

void read_json_values(const SpecNode& node, Reading& reading, Expectations& expect) {
  if (!is_mapping(node, reading, "a mapping of JSON pointers to values")) {
    return;
  }
  if (node.entries.empty()) {
    reading.fail(node.where, "the mapping is empty", "name at least one pointer");
  }
  for (const Entry& entry : node.entries) {
    if (const auto mistake = pointer_mistake(entry.key)) {
      reading.fail(entry.where, "'" + entry.key + "' is no JSON pointer", std::string(*mistake));
    }
    if (std::optional<BodyValue> value = read_body_value(entry.value, reading)) {
      expect.json.push_back({.pointer = entry.key, .value = std::move(*value)});
    }
  }
}

constexpr auto expect_keys = std::to_array<Key<Expectations>>({
    {{"status", "status", "The status, a class of them, or a list.", "below 400", "2xx",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       read_one_or_list(value, reading, expect, read_one_status);
     }},
    {{"json",
      "json values",
      "JSON pointers (RFC 6901) and the values that stand there.",
      {},
      "{/token_type: bearer}",
      Presence::optional},
     read_json_values},
    {{"contains",
      "texts",
      "Text that the body contains, or a list.",
      {},
      "\"in stock\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       read_one_or_list(value, reading, expect, read_one_text);
     }},
    {{"max_bytes", "size", "The body is no longer than this.", {}, "64k", Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       set(expect.max_bytes, read_size(value, reading));
     }},
    not_yet<Expectations>("not_contains"),
    not_yet<Expectations>("matches", "use 'contains'"),
    not_yet<Expectations>("not_matches"),
    not_yet<Expectations>("header"),
    not_yet<Expectations>("json_schema", "use 'json' for single values"),
    not_yet<Expectations>("finish"),
    not_yet<Expectations>("tool_call"),
});

}  // namespace

void read_expectations(const SpecNode& node, Reading& reading, Expectations& expect) {
  read_mapping<Expectations>(node, "expect", expect_keys, reading, expect);
}

std::vector<MappingDescription> describe_expectations() {
  return {describe<Expectations>(
      "expect", "What makes an answer a success; every check is counted.", {}, expect_keys)};
}

}  // namespace loadgate
