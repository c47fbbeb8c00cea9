// SPDX-License-Identifier: Apache-2.0
#include "spec/regex.h"

#include <re2/re2.h>

#include <utility>

namespace loadgate {

struct Regex::Compiled {
  re2::RE2 expression;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&& other) noexcept = default;
Regex& Regex::operator=(Regex&& other) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::StringPiece text(pattern.data(), pattern.size());
  std::unique_ptr<Compiled> compiled(new Compiled{re2::RE2(text, options)});
  if (!compiled->expression.ok()) {
    return invalid_input("not a regular expression: " + compiled->expression.error(),
                         "the syntax is that of RE2, without look-around and back references");
  }
  return Regex(std::move(compiled));
}

int Regex::groups() const {
  return compiled_->expression.NumberOfCapturingGroups();
}

std::optional<std::string> Regex::first_group(std::string_view text) const {
  re2::StringPiece match[2];
  const re2::StringPiece body(text.data(), text.size());
  const re2::RE2& expression = compiled_->expression;
  if (!expression.Match(body, 0, body.size(), re2::RE2::UNANCHORED, match, 2) ||
      match[1].data() == nullptr) {
    return std::nullopt;
  }
  return std::string(match[1].data(), match[1].size());
}

}  // namespace loadgate
