// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace loadgate {

/// Decides the exit status of a command that ends with this error (docs/exit-status.md).
enum class ErrorKind {
  invalid_input,   ///< usage, spec, data or baseline file: status 2
  cannot_measure,  ///< target unreachable, not authorised, not started: status 4
  internal,        ///< our own fault: status 5
};

/// An expected failure. `message`: lower case, no full stop, what was found and what was expected;
/// it already holds `file:line:column`, source line and caret where there is a file.
/// `hint`: what to do about it, may be empty.
struct Error {
  ErrorKind kind;
  std::string message;
  std::string hint;
};

/// `tl::expected` that the compiler does not let a caller ignore.
template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message,
                                                std::string hint = {}) {
  return tl::make_unexpected(Error{kind, std::move(message), std::move(hint)});
}

[[nodiscard]] inline tl::unexpected<Error> invalid_input(std::string message,
                                                         std::string hint = {}) {
  return fail(ErrorKind::invalid_input, std::move(message), std::move(hint));
}

[[nodiscard]] inline tl::unexpected<Error> cannot_measure(std::string message,
                                                          std::string hint = {}) {
  return fail(ErrorKind::cannot_measure, std::move(message), std::move(hint));
}

}  // namespace loadgate

// NOLINTNEXTLINE(bugprone-macro-parentheses): what ## joins cannot stand in parentheses.
#define LOADGATE_CONCAT_(a, b) a##b
#define LOADGATE_CONCAT(a, b) LOADGATE_CONCAT_(a, b)

/// Leaves the function with the error of `expression` (a Result), if it has one.
#define RETURN_IF_ERROR(expression)                           \
  do {                                                        \
    if (auto result_ = (expression); !result_) {              \
      return tl::make_unexpected(std::move(result_).error()); \
    }                                                         \
  } while (false)

/// `ASSIGN_OR_RETURN(const Plan plan, make_plan(spec));`
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_(LOADGATE_CONCAT(assigned_, __LINE__), declaration, expression)
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses.
#define ASSIGN_OR_RETURN_(name, declaration, expression) \
  auto name = (expression);                              \
  if (!name) {                                           \
    return tl::make_unexpected(std::move(name).error()); \
  }                                                      \
  declaration = std::move(*name)
// NOLINTEND(bugprone-macro-parentheses)
