// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/json_pointer.h"
#include "spec/mappings.h"
#include "spec/regex.h"

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

template <std::vector<Template> Expectations::*Texts>
void read_one_text(const SpecNode& node, Reading& reading, Expectations& expect) {
  std::optional<Template> text = read_template(node, reading, Place::flow);
  if (text && text->parts.empty()) {
    reading.fail(node.where, "the value is empty", "every body contains the empty text");
  } else if (text) {
    (expect.*Texts).push_back(std::move(*text));
  }
}

template <std::vector<std::string> Expectations::*Patterns>
void read_one_pattern(const SpecNode& node, Reading& reading, Expectations& expect) {
  const std::optional<std::string> pattern = read_text(node, reading);
  if (!pattern) {
    return;
  }
  if (const Result<int> groups = count_groups(*pattern); !groups) {
    reading.fail(node.where, groups.error().message, groups.error().hint);
    return;
  }
  (expect.*Patterns).push_back(*pattern);
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
       read_one_or_list(value, reading, expect, read_one_text<&Expectations::contains>);
     }},
    {{"not_contains",
      "texts",
      "Text that the body does not contain, or a list.",
      {},
      "\"stack trace\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       read_one_or_list(value, reading, expect, read_one_text<&Expectations::not_contains>);
     }},
    {{"matches",
      "patterns",
      "Regular expression that matches somewhere in the body, or a list.",
      {},
      "\"order [0-9]+\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       read_one_or_list(value, reading, expect, read_one_pattern<&Expectations::matches>);
     }},
    {{"not_matches",
      "patterns",
      "Regular expression that matches nowhere in the body, or a list.",
      {},
      "\"(?i)exception\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       read_one_or_list(value, reading, expect, read_one_pattern<&Expectations::not_matches>);
     }},
    {{"header",
      "header patterns",
      "Headers of the answer; in their values `*` stands for any text, `?` for one character.",
      {},
      "{Content-Type: application/json*}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       expect.headers = read_expected_headers(value, reading);
     }},
    {{"json_schema",
      "file",
      "The body is JSON that this JSON Schema allows: a file of draft 4, 6 or 7.",
      {},
      "schemas/answer.json",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       if (std::optional<std::string> file = read_text(value, reading)) {
         expect.json_schema = SchemaFile{.file = std::move(*file), .where = value.where};
       }
     }},
    {{"max_bytes",
      "size",
      "The body is no longer than this, unpacked.",
      {},
      "64k",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Expectations& expect) {
       set(expect.max_bytes, read_size(value, reading));
     }},
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
