// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace loadgate {

/// A pattern in RE2's syntax: time linear in the body, whatever it holds.
class BodyPattern {
 public:
  /// Error: what RE2 does not accept.
  static Result<BodyPattern> compile(const std::string& pattern);
  /// The same for a `regex:` capture, which needs a group.
  static Result<BodyPattern> compile_capture(const std::string& pattern);
  BodyPattern(BodyPattern&& other) noexcept;
  BodyPattern& operator=(BodyPattern&& other) noexcept;
  ~BodyPattern();

  /// The first group of the first match; nothing without a match, or where the group took no part.
  std::optional<std::string> find(std::string_view body) const;
  bool matches(std::string_view body) const;

 private:
  explicit BodyPattern(std::unique_ptr<re2::RE2> expression);

  std::unique_ptr<re2::RE2> expression_;
};

}  // namespace loadgate
