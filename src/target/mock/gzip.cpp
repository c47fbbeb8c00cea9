// SPDX-License-Identifier: Apache-2.0
#include "target/mock/gzip.h"

#include <optional>

#include "target/mock/request.h"

namespace loadgate::mock {
namespace {

/// Nothing but zeros after "q=": the coding is refused.
bool is_refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = trimmed(take_until(parameters, ';'));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) {
      return parameter.find_first_not_of("0.", 2) == std::string_view::npos;
    }
  }
  return false;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  while (!accept_encoding.empty()) {
    std::string_view parameters = take_until(accept_encoding, ',');
    const std::string_view coding = trimmed(take_until(parameters, ';'));
    if (equal_without_case(coding, "gzip") || equal_without_case(coding, "x-gzip")) {
      return !is_refused(parameters);
    }
    if (coding == "*") {
      any = !is_refused(parameters);
    }
  }
  return any.value_or(false);
}

}  // namespace loadgate::mock
