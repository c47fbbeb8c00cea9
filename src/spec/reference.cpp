// SPDX-License-Identifier: Apache-2.0
#include "spec/reference.h"

#include <string_view>

#include "spec/forms.h"
#include "spec/key_table.h"

namespace loadgate {
namespace {

/// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    escaped += character == '|' ? "\\|" : std::string(1, character);
  }
  return escaped;
}

std::string table_of(const MappingDescription& mapping) {
  std::string text = "### `" + std::string(mapping.name) + "`\n\n" +
                     std::string(mapping.description) +
                     "\n\n| key | value | default | meaning |\n|---|---|---|---|\n";
  for (const KeyDescription& key : mapping.keys) {
    if (key.form.empty()) {
      continue;
    }
    const bool is_required = key.presence == Presence::required;
    const std::string_view left_out = is_required                 ? "(required)"
                                      : key.default_value.empty() ? "–"
                                                                  : key.default_value;
    text += "| `" + std::string(key.name) + "` | " + cell(find_form(key.form)->words) + " | " +
            cell(left_out) + " | " + cell(key.description) + " |\n";
  }
  return text + "\n";
}

std::string missing_of(const MappingDescription& mapping) {
  std::string names;
  for (const KeyDescription& key : mapping.keys) {
    if (key.form.empty()) {
      names += (names.empty() ? "`" : ", `") + std::string(key.name) + "`";
    }
  }
  return names.empty() ? "" : "- in `" + std::string(mapping.name) + "`: " + names + "\n";
}

}  // namespace

std::string key_reference() {
  std::string text;
  std::string missing;
  for (const MappingDescription& mapping : all_mappings()) {
    text += table_of(mapping);
    missing += missing_of(mapping);
  }
  return text + "### Keys that are not supported yet\n\n" + missing;
}

}  // namespace loadgate
