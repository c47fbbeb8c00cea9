// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"
#include "spec/vocabulary.h"

namespace loadgate {

/// One mistake, or one note, at a place in a file.
struct Diagnostic {
  Position where;
  std::string message;  ///< lower case, no full stop
  std::string hint;     ///< what to do; may be empty
};

/// `file:line:column: message`, the source line, a caret, `hint: …`. Hostile characters of the
/// source line are made printable.
std::string render_diagnostic(const Diagnostic& diagnostic, std::string_view file,
                              std::string_view source);

/// The spec file as values. All mistakes at once, in the order of their lines: the error's message
/// holds every rendered diagnostic. `file` is the name shown and the base of relative names.
Result<Spec> parse_spec(std::string_view text, std::string_view file, const Vocabulary& vocabulary);

/// Reads the file (at most 1 MiB) and parses it.
Result<Spec> read_spec(const std::string& file, const Vocabulary& vocabulary);

/// `${env:…}` and `${secret:…}` that the spec needs and that have no default, each once, in order.
std::vector<Reference> needed_environment(const Spec& spec);

/// JSON Schema (draft 2020-12) of the spec, generated from the parser's own tables.
std::string spec_schema(const Vocabulary& vocabulary);

}  // namespace loadgate
