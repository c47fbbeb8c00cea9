// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "spec/reading.h"
#include "spec/template.h"

namespace loadgate {

/// Where a template stands decides what it may refer to.
enum class Place {
  outside,     ///< before any flow: env, secret, var
  target,      ///< of every request: all but captures
  flow,        ///< of one step: everything
  json_value,  ///< of one step, with types: `string:` and `number:` as well
};

/// A scalar as text with holes; the empty text is allowed.
std::optional<Template> read_template(const SpecNode& node, Reading& reading, Place place);

/// The same for a text of which `node` is only the source, such as the path of "GET /items"; its
/// `offset` is where it begins in the scalar.
std::optional<Template> read_template_part(const SpecNode& node, std::size_t offset,
                                           Reading& reading, Place place);

/// True for letters, digits, `_` and `-`, not beginning with a digit or `-`: names of captures and
/// data sources.
bool is_identifier(std::string_view text);

/// The text as it was written, if it has no hole.
std::optional<std::string> literal_text(const Template& text);

}  // namespace loadgate
