// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace loadgate {

/// How a value is written: for people, and for JSON Schema.
struct Form {
  std::string_view name;   ///< as KeyDescription::form
  std::string_view words;  ///< Markdown
  /// A JSON Schema (draft 2020-12) whose `$ref`s name mappings; empty where the vocabulary decides.
  std::string_view schema;
};

/// Null if there is no such form.
const Form* find_form(std::string_view name);

}  // namespace loadgate
