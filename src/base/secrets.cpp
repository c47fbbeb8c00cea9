// SPDX-License-Identifier: Apache-2.0
#include "base/secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/encoding.h"

namespace loadgate {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::string_view mask_text = "***";

std::string in_url_alphabet(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

/// The characters of the base64 text that depend on the secret alone, if `offset` (0-2) other bytes
/// precede it in its group of three.
std::string base64_inside(std::string_view value, std::size_t offset) {
  const std::string encoded = base64_encode(std::string(offset, '\0') + std::string(value));
  const std::size_t bits = 8 * (offset + value.size());
  const std::size_t begin = (8 * offset + 5) / 6;
  return encoded.substr(begin, bits / 6 - begin);
}

/// The code point at the front of well-formed text, and how many bytes it takes.
std::pair<std::uint32_t, std::size_t> first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return {code, length};
}

/// As encoders write it that keep to ASCII: `\u` and UTF-16 beyond it (RFC 8259 section 7).
std::string json_escape_to_ascii(std::string_view value) {
  const std::string text = to_utf8(json_escape(value));
  std::string escaped;
  for (std::string_view rest = text; !rest.empty();) {
    const auto [code, length] = first_code_point(rest);
    if (code < 0x80) {
      escaped += static_cast<char>(code);
    } else if (code < 0x10000) {
      escaped += fmt::format("\\u{:04x}", code);
    } else {
      escaped += fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF));
    }
    rest.remove_prefix(length);
  }
  return escaped;
}

std::string with_slashes_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '/' ? std::string("\\/") : std::string(1, c);
  }
  return escaped;
}

std::vector<std::string> forms_of(std::string_view value) {
  std::vector<std::string> forms{std::string(value), url_encode(value)};
  for (const std::string& json : {json_escape(value), json_escape_to_ascii(value)}) {
    forms.push_back(json);
    forms.push_back(with_slashes_escaped(json));  // as PHP writes it
  }
  std::string lower = url_encode(value);
  for (std::size_t at = lower.find('%'); at != std::string::npos; at = lower.find('%', at + 1)) {
    std::transform(lower.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                   lower.begin() + static_cast<std::ptrdiff_t>(at) + 3,
                   lower.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  }
  forms.push_back(lower);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    forms.push_back(base64_inside(value, offset));
    forms.push_back(in_url_alphabet(forms.back()));
  }
  std::erase_if(forms, [](const std::string& form) { return form.size() < shortest_secret; });
  return forms;
}

}  // namespace

void Secrets::add(std::string_view value) {
  if (value.size() < shortest_secret) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(values_, value) != values_.end()) {
    return;
  }
  values_.emplace_back(value);
  for (std::string& form : forms_of(value)) {
    forms_.push_back(std::move(form));
  }
  std::ranges::sort(forms_, [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  forms_.erase(std::ranges::unique(forms_).begin(), forms_.end());
}

std::string Secrets::mask(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  std::string masked(text);
  for (const std::string& form : forms_) {
    for (std::size_t at = masked.find(form); at != std::string::npos;
         at = masked.find(form, at + mask_text.size())) {
      masked.replace(at, form.size(), mask_text);
    }
  }
  return masked;
}

std::vector<std::string> Secrets::values() const {
  const std::lock_guard lock(mutex_);
  return values_;
}

}  // namespace loadgate
