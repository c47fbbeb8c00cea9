// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

/// A regular expression of RE2 (https://github.com/google/re2/wiki/Syntax): time linear in the
/// text, whatever a hostile body holds.
class Regex {
 public:
  /// Errors say what RE2 does not accept.
  static Result<Regex> compile(std::string_view pattern);
  Regex(Regex&& other) noexcept;
  Regex& operator=(Regex&& other) noexcept;
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  ~Regex();

  /// Number of capture groups.
  int groups() const;
  /// The text of the first capture group at the first match; nothing without a match, or where the
  /// group took no part in it.
  std::optional<std::string> first_group(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace loadgate
