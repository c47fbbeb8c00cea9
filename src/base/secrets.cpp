// SPDX-License-Identifier: Apache-2.0
#include "base/secrets.h"

#include <algorithm>
#include <bit>
#include <span>

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

// A list is made of sorted runs, as long as the bits of its size say: 13 texts are runs of 8, 4 and
// 1. One more costs a few moves, and looking for one the square of a logarithm, also where there is
// a secret for each of thousands of users (Bentley and Saxe, "Decomposable searching problems I",
// 1980).
using Texts = std::vector<std::string>;
using Run = std::span<const std::string>;

std::vector<Run> runs_of(const Texts& texts) {
  std::vector<Run> runs;
  std::size_t begin = 0;
  for (std::size_t left = texts.size(); left > 0;) {
    const std::size_t length = std::bit_floor(left);
    runs.push_back(Run(texts).subspan(begin, length));
    begin += length;
    left -= length;
  }
  return runs;
}

void insert(std::string text, Texts& texts) {
  const bool is_known = std::ranges::any_of(
      runs_of(texts), [&](Run run) { return std::ranges::binary_search(run, text); });
  if (is_known) {
    return;
  }
  texts.push_back(std::move(text));
  const std::size_t last_run = texts.size() & (~texts.size() + 1);
  std::sort(texts.end() - static_cast<std::ptrdiff_t>(last_run), texts.end());
}

using Match = std::size_t (*)(std::string_view text, Run of);

std::string mask_each(std::string_view text, const Texts& of, Match match) {
  const std::vector<Run> runs = runs_of(of);
  std::string masked;
  masked.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = 0;
    for (const Run run : runs) {
      length = std::max(length, match(text, run));
    }
    masked += length > 0 ? mask_text : text.substr(0, 1);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return masked;
}

}  // namespace

void Secrets::add(std::string_view value) {
  if (value.size() < shortest_secret) {
    return;
  }
  const std::lock_guard lock(mutex_);
  // The lines of a key or certificate are told apart in logs: each is a secret of its own.
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end >= shortest_line && end < value.size()) {
      insert(std::string(rest.substr(0, end)), values_);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  insert(std::string(value), values_);
  for (std::string& form : base64_forms(value)) {
    insert(std::move(form), forms_);
  }
}

std::string Secrets::mask(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  return mask_each(mask_each(text, values_, match_any_secret), forms_, match_any_text);
}

std::vector<std::string> Secrets::values() const {
  const std::lock_guard lock(mutex_);
  return values_;
}

}  // namespace loadgate
