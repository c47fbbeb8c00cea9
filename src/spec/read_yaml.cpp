// SPDX-License-Identifier: Apache-2.0
#include "spec/read_yaml.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

#include "base/encoding.h"
#include "spec/tree_builder.h"

namespace loadgate {
namespace {

/// What yaml-cpp says, what we say instead, and what to do.
struct SyntaxError {
  std::string_view theirs;
  std::string_view ours;
  std::string_view hint;
};

constexpr std::array syntax_errors{
    SyntaxError{"illegal map value", "a ': ' where no value can begin",
                "put text that holds ': ' in quotes"},
    SyntaxError{"end of map not found", "the indentation does not fit the lines above",
                "keys of one mapping begin in the same column"},
    SyntaxError{"end of sequence not found", "the indentation does not fit the lines above",
                "the '-' of one list begin in the same column"},
    SyntaxError{"end of sequence flow not found", "a list that began with '[' is not closed",
                "add ']', and put text that holds ',' or ']' in quotes"},
    SyntaxError{"end of map flow not found", "a mapping that began with '{' is not closed",
                "add '}', and put text that holds ',' or '}' in quotes"},
    SyntaxError{"illegal EOF in scalar", "a quoted text is not closed", "add the closing quote"},
    SyntaxError{"the referenced anchor is not defined", "no anchor has this name",
                "put text that begins with '*' in quotes"},
    SyntaxError{"bad file", "nested too deeply", ""},
};

void add_syntax_error(const YAML::Exception& exception, const Source& source,
                      TreeBuilder& builder) {
  const std::string_view line = source.line(exception.mark.line + 1);
  const std::size_t tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
  if (tab != std::string_view::npos) {
    YAML::Mark place = exception.mark;
    place.column = static_cast<int>(tab);
    builder.fail(place, "a tab in the indentation", "indent with spaces");
    return;
  }
  const auto known = std::ranges::find(syntax_errors, exception.msg, &SyntaxError::theirs);
  if (known == syntax_errors.end()) {
    builder.fail(exception.mark, "this is not YAML: " + exception.msg, "");
  } else {
    builder.fail(exception.mark, std::string(known->ours), std::string(known->hint));
  }
}

bool is_forbidden(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

/// True if the text can be given to the parser at all.
bool check_characters(std::string_view text, Source& source, Diagnostics& diagnostics) {
  const auto add = [&](std::string_view::const_iterator place, const char* message,
                       const char* hint) {
    const std::string_view before(text.begin(), place);
    const auto line = static_cast<int>(std::ranges::count(before, '\n'));
    const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
    diagnostics.add(source.position(line, static_cast<int>(before.size() - start)), message, hint);
    return false;
  };
  if (const auto bad = std::ranges::mismatch(text, to_utf8(text)); bad.in1 != text.end()) {
    return add(bad.in1, "the file is not UTF-8 from here on", "save it as UTF-8");
  }
  if (const auto bad = std::ranges::find_if(text, is_forbidden); bad != text.end()) {
    return add(bad, "a control character", "remove it; in a quoted text write it as an escape");
  }
  return true;
}

}  // namespace

std::optional<SpecNode> read_yaml(std::string_view text, Source& source, Diagnostics& diagnostics) {
  if (!check_characters(text, source, diagnostics)) {
    return std::nullopt;
  }
  TreeBuilder builder(source, diagnostics);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (!builder.failed() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    add_syntax_error(exception, source, builder);
  }
  if (builder.failed()) {
    return std::nullopt;
  }
  std::optional<SpecNode> root = builder.take_root();
  if (!root) {
    diagnostics.add({.line = 1, .column = 1}, "the file is empty",
                    "begin with: version: 1, target, scenario, load");
  }
  return root;
}

}  // namespace loadgate
