// SPDX-License-Identifier: Apache-2.0
#include "load/body_pattern.h"

#include <re2/re2.h>

#include <array>

#include "base/encoding.h"

namespace loadgate {
namespace {

/// RE2 matches nothing across bytes that are no UTF-8: they are repaired first.
class Subject {
 public:
  explicit Subject(std::string_view body)
      : repaired_(is_utf8(body) ? std::string() : to_utf8(body)),
        text_(repaired_.empty() ? body : std::string_view(repaired_)) {}
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  re2::StringPiece text() const { return {text_.data(), text_.size()}; }

 private:
  std::string repaired_;
  std::string_view text_;
};

}  // namespace

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
  return BodyPattern(std::move(expression));
}

Result<BodyPattern> BodyPattern::compile_capture(const std::string& pattern) {
  ASSIGN_OR_RETURN(BodyPattern compiled, compile(pattern));
  if (compiled.expression_->NumberOfCapturingGroups() < 1) {
    return invalid_input("the regular expression has no group", "the first group is captured: (…)");
  }
  return compiled;
}

bool BodyPattern::matches(std::string_view body) const {
  const Subject subject(body);
  return expression_->Match(subject.text(), 0, subject.text().size(), re2::RE2::UNANCHORED, nullptr,
                            0);
}

std::optional<std::string> BodyPattern::find(std::string_view body) const {
  const Subject repaired(body);
  const re2::StringPiece subject = repaired.text();
  std::array<re2::StringPiece, 2> found;
  if (!expression_->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, found.data(), 2) ||
      found[1].data() == nullptr) {
    return std::nullopt;
  }
  return std::string(found[1].data(), found[1].size());
}

}  // namespace loadgate
