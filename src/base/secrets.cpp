// SPDX-License-Identifier: Apache-2.0
#include "base/secrets.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <span>

#include "base/encoding.h"
#include "base/secret_match.h"

namespace loadgate {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::size_t shortest_line = 8;
constexpr std::size_t most_captured_lines = 128;  // a key of 8192 bits has 102
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
using Run = SecretList;

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

SecretPlaces places_of(std::string_view text, const Texts& texts, Writing writing) {
  return find_secrets(text, runs_of(texts), writing);
}

SecretPlaces joined(SecretPlaces places, const SecretPlaces& more) {
  std::vector<Stretch> all = std::move(places.whole);
  std::ranges::copy(more.whole, std::back_inserter(all));
  std::ranges::sort(all, {}, &Stretch::end);
  SecretPlaces both{.whole = {}, .cut_at = std::min(places.cut_at, more.cut_at)};
  for (const Stretch& stretch : all) {
    add_stretch(stretch, both.whole);
  }
  return both;
}

}  // namespace

void Secrets::add(std::string_view value) {
  add_value(value, std::numeric_limits<std::size_t>::max());
}

void Secrets::add_captured(std::string_view value) {
  add_value(value, most_captured_lines);
}

void Secrets::add_value(std::string_view value, std::size_t most_lines) {
  if (value.size() < shortest_secret) {
    return;
  }
  const std::lock_guard lock(mutex_);
  // The lines of a key or certificate are told apart in logs: each is a secret of its own.
  const auto lines = static_cast<std::size_t>(std::ranges::count(value, '\n'));
  std::string_view rest = lines > most_lines ? std::string_view() : value;
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

std::string Secrets::mask(std::string_view text, TextEnd end) const {
  const std::lock_guard lock(mutex_);
  const SecretPlaces places =
      joined(places_of(text, values_, Writing::any), places_of(text, forms_, Writing::plain));
  const std::size_t limit = end == TextEnd::cut ? places.cut_at : text.size();
  std::string masked;
  std::size_t done = 0;
  for (const Stretch& stretch : places.whole) {
    if (stretch.begin < limit) {
      masked.append(text.substr(done, stretch.begin - done)).append(mask_text);
      done = stretch.end;
    }
  }
  return masked.append(text.substr(done, std::max(limit, done) - done));
}

std::string Secrets::shown(std::string_view text, std::size_t limit, TextEnd end) const {
  return printable(mask(text, end), limit);
}

std::vector<std::string> Secrets::values() const {
  const std::lock_guard lock(mutex_);
  return values_;
}

}  // namespace loadgate
