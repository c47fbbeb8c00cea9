// SPDX-License-Identifier: Apache-2.0
#include "load/body_pattern.h"

#include <re2/re2.h>

#include <array>

#include "base/encoding.h"

namespace loadgate {

BodyPattern::BodyPattern(std::unique_ptr<re2::RE2> expression)
    : expression_(std::move(expression)) {}
BodyPattern::BodyPattern(BodyPattern&& other) noexcept = default;
BodyPattern& BodyPattern::operator=(BodyPattern&& other) noexcept = default;
BodyPattern::~BodyPattern() = default;

Result<BodyPattern> BodyPattern::compile(const std::string& pattern) {
  auto expression = std::make_unique<re2::RE2>(pattern, re2::RE2::Quiet);
  if (!expression->ok()) {
    return invalid_input("not a regular expression: " + expression->error(),
                         "the syntax is that of RE2, without look-around and back references");
  }
  if (expression->NumberOfCapturingGroups() < 1) {
    return invalid_input("the regular expression has no group", "the first group is captured: (…)");
  }
  return BodyPattern(std::move(expression));
}

std::optional<std::string> BodyPattern::find(std::string_view body) const {
  // RE2 matches nothing across bytes that are no UTF-8.
  const std::string repaired = is_utf8(body) ? std::string() : to_utf8(body);
  const std::string_view text = repaired.empty() ? body : std::string_view(repaired);
  std::array<re2::StringPiece, 2> found;
  const re2::StringPiece subject(text.data(), text.size());
  if (!expression_->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, found.data(), 2) ||
      found[1].data() == nullptr) {
    return std::nullopt;
  }
  return std::string(found[1].data(), found[1].size());
}

}  // namespace loadgate
