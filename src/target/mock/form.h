// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate::mock {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// As many fields as one form, query or multipart body may have.
inline constexpr std::size_t most_fields = 1000;

/// `a=1&b=x+y` (WHATWG URL, "application/x-www-form-urlencoded parsing"): also of queries. Nothing:
/// there are more than most_fields.
std::optional<FormFields> parse_form(std::string_view text);
/// '+' is a space, %20 too; what is no escape stays as it is.
std::string form_decode(std::string_view text);

/// One part of multipart/form-data (RFC 7578).
struct FormPart {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;
  std::string_view body;
};
/// Nothing if the body is not what this Content-Type promises, or has more than most_fields.
std::optional<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                                     std::string_view body);

/// "text/html; charset=utf-8" -> "text/html"
std::string_view media_type(std::string_view content_type);
/// The value of `name=…` among the parameters of a field such as Content-Type, unquoted.
std::optional<std::string> field_parameter(std::string_view value, std::string_view name);

}  // namespace loadgate::mock
