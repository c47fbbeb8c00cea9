// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/letters.h"
#include "target/mock/answer.h"

namespace loadgate::mock {

struct Field {
  std::string_view name;
  std::string_view value;
};

/// A whole request, as a session has read it.
struct Request {
  std::string_view method;
  std::string_view target;  ///< path and query
  std::span<const Field> fields;
  std::string_view body;
  std::uint64_t connection;
  Ending asked;  ///< what the client wants to become of the connection

  /// Of the first field of this name, whatever its case; empty if there is none.
  std::string_view header(std::string_view name) const;
  std::string_view path() const;   ///< without the query
  std::string_view query() const;  ///< without its question mark
};

/// ASCII letters only, as in names of fields and codings (RFC 9110 §5.1).

/// Spaces and tabs at both ends left out (RFC 9110 §5.6.3).
std::string_view trimmed(std::string_view text);

/// Takes the part before `separator` off the front of `text`; all of it where there is none.
std::string_view take_until(std::string_view& text, char separator);

}  // namespace loadgate::mock
