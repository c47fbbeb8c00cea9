// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "spec/mappings.h"

namespace loadgate {
namespace {

/// A name that changed with the flow would make another form of each request.
bool check_field_name(const Entry& entry, Reading& reading) {
  if (entry.key.empty()) {
    reading.fail(entry.where, "the field has no name");
    return false;
  }
  if (entry.key.find("${") != std::string::npos) {
    reading.fail(entry.where, "'${…}' is not allowed in a key", "use it in the value");
    return false;
  }
  return true;
}

/// Calls `read` with each value of each field: a list sends the field several times.
template <typename Read>
void read_fields(const SpecNode& node, Reading& reading, const Read& read) {
  if (!is_mapping(node, reading, "a mapping of fields to values")) {
    return;
  }
  if (node.entries.empty()) {
    reading.fail(node.where, "the mapping is empty", "name at least one field");
  }
  for (const Entry& entry : node.entries) {
    if (!check_field_name(entry, reading)) {
      continue;
    }
    if (entry.value.kind != NodeKind::list) {
      read(entry.key, entry.value);
      continue;
    }
    if (entry.value.items.empty()) {
      reading.fail(entry.value.where, "the list is empty", "name at least one, or remove the key");
    }
    for (const SpecNode& item : entry.value.items) {
      read(entry.key, item);
    }
  }
}

/// RFC 9110 §8.3.1, as far as it matters here: nothing in it ends a line or a value.
bool is_media_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

void read_media_type(const SpecNode& value, Reading& reading, MultipartPart& part) {
  const std::optional<std::string> type = read_text(value, reading);
  if (type && !is_media_type(*type)) {
    reading.fail(value.where, "'" + *type + "' is no media type", "such as image/png");
    return;
  }
  set(part.content_type, type);
}

constexpr auto part_keys = std::to_array<Key<MultipartPart>>({
    {{"text", "template", "The part as text.", {}, "hello", Presence::optional},
     [](const SpecNode& value, Reading& reading, MultipartPart& part) {
       set(part.text, read_template(value, reading, Place::flow));
     }},
    {{"file",
      "file",
      "The bytes of a file, under its name; relative to the spec, at most 16 MiB.",
      {},
      "cat.png",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, MultipartPart& part) {
       set(part.file, read_text(value, reading));
       part.where = value.where;
     }},
    {{"type", "media type", "Its `Content-Type`.",
      "none for a text, application/octet-stream for a file", "image/png", Presence::optional},
     read_media_type},
});

MultipartPart read_part(const std::string& name, const SpecNode& node, Reading& reading) {
  MultipartPart part{.name = name,
                     .text = {.parts = {}, .where = node.where},
                     .file = {},
                     .content_type = {},
                     .where = node.where};
  if (node.kind != NodeKind::mapping) {
    set(part.text, read_template(node, reading, Place::flow));
    return part;
  }
  read_mapping<MultipartPart>(node, "part", part_keys, reading, part);
  const bool has_text = find_value(node, "text") != nullptr;
  const bool has_file = find_value(node, "file") != nullptr;
  if (has_text == has_file) {
    reading.fail(
        node.where,
        has_text ? "'text' and 'file' exclude each other" : "'part' needs the key 'text' or 'file'",
        has_text ? "keep one of them" : "");
  }
  return part;
}

}  // namespace

FormBody read_form(const SpecNode& node, Reading& reading) {
  FormBody form;
  read_fields(node, reading, [&](const std::string& name, const SpecNode& value) {
    if (std::optional<Template> text = read_template(value, reading, Place::flow)) {
      form.fields.emplace_back(name, std::move(*text));
    }
  });
  return form;
}

MultipartBody read_multipart(const SpecNode& node, Reading& reading) {
  MultipartBody body;
  read_fields(node, reading, [&](const std::string& name, const SpecNode& value) {
    body.parts.push_back(read_part(name, value, reading));
  });
  return body;
}

std::vector<MappingDescription> describe_bodies() {
  constexpr std::string_view text_or_file =
      R"({"oneOf": [{"required": ["text"]}, {"required": ["file"]}]})";
  return {describe<MultipartPart>("part",
                                  "One part of `multipart`; a plain text is short for `{text: …}`.",
                                  text_or_file, part_keys)};
}

}  // namespace loadgate
