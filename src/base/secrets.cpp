// SPDX-License-Identifier: Apache-2.0
#include "base/secrets.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/secret_match.h"

namespace loadgate {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::size_t shortest_line = 8;
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

std::vector<std::string> base64_forms(std::string_view value) {
  std::vector<std::string> forms;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    forms.push_back(base64_inside(value, offset));
    forms.push_back(in_url_alphabet(forms.back()));
  }
  std::erase_if(forms, [](const std::string& form) { return form.size() < shortest_secret; });
  return forms;
}

void sort_longest_first(std::vector<std::string>& texts) {
  std::ranges::sort(texts, [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
}

/// Where a secret, or what encodes its first character, can begin: most places are passed over.
bool can_begin(char c, char first) {
  return c == first || c == '%' || c == '\\' || c == '+' || c == '&';
}

std::size_t match_any(std::string_view text, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (can_begin(text.front(), value.front())) {
      if (const std::size_t length = match_secret(text, value); length > 0) {
        return length;
      }
    }
  }
  return 0;
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
  // The lines of a key or certificate are told apart in logs: each is a secret of its own.
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end >= shortest_line && end < value.size()) {
      values_.emplace_back(rest.substr(0, end));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  values_.emplace_back(value);
  sort_longest_first(values_);
  for (std::string& form : base64_forms(value)) {
    forms_.push_back(std::move(form));
  }
  sort_longest_first(forms_);
}

std::string Secrets::mask(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  std::string masked;
  masked.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = match_any(text, values_);
    masked += length > 0 ? mask_text : text.substr(0, 1);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
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
