// SPDX-License-Identifier: Apache-2.0
#include "target/mock/form.h"

#include <charconv>

#include "target/mock/request.h"

namespace loadgate::mock {

// Fields are compared with each other, one by one: their number is bounded.
std::optional<FormFields> parse_form(std::string_view text) {
  FormFields fields;
  while (!text.empty()) {
    std::string_view value = take_until(text, '&');
    if (fields.size() == most_fields) {
      return std::nullopt;
    }
    if (!value.empty()) {
      const std::string_view name = take_until(value, '=');
      fields.emplace_back(form_decode(name), form_decode(value));
    }
  }
  return fields;
}

std::string form_decode(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    unsigned char byte = 0;
    const std::string_view digits = text.substr(1, 2);
    const char* const end = digits.data() + digits.size();
    const bool is_escape = text.front() == '%' && digits.size() == 2 &&
                           std::from_chars(digits.data(), end, byte, 16).ptr == end;
    if (is_escape) {
      decoded += static_cast<char>(byte);
    } else {
      decoded += text.front() == '+' ? ' ' : text.front();
    }
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return decoded;
}

std::string_view media_type(std::string_view content_type) {
  return trimmed(take_until(content_type, ';'));
}

}  // namespace loadgate::mock
