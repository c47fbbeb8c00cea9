// SPDX-License-Identifier: Apache-2.0
#include "base/secret_match.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace loadgate {
namespace {

/// Bytes of a secret that may be meant by the next `length` bytes of a text.
struct Meaning {
  std::string bytes;
  std::size_t length;
};

constexpr std::uint32_t no_code = 0xFFFFFFFF;

/// The number that all of `digits` spell, or no code point at all.
std::uint32_t number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
  return is_whole && !digits.empty() ? value : no_code;
}

std::string utf8_of(std::uint32_t code) {
  const auto last = [code](unsigned shift) {
    return static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    return {static_cast<char>(code)};
  }
  if (code < 0x800) {
    return {static_cast<char>(0xC0U | code >> 6U), last(0)};
  }
  if (code < 0x10000) {
    return {static_cast<char>(0xE0U | code >> 12U), last(6), last(0)};
  }
  return {static_cast<char>(0xF0U | code >> 18U), last(12), last(6), last(0)};
}

void add_code(std::uint32_t code, std::size_t length, std::vector<Meaning>& meanings) {
  if (code > 0x10FFFF) {
    return;
  }
  meanings.push_back({utf8_of(code), length});
  if (code >= 0x80 && code <= 0xFF) {  // a byte of a secret that is no UTF-8
    meanings.push_back({std::string(1, static_cast<char>(code)), length});
  }
}

/// Of `uXXXX` at the front; no code if there is none.
std::uint32_t code_unit(std::string_view text) {
  return text.size() >= 5 && text.front() == 'u' ? number(text.substr(1, 4), 16) : no_code;
}

/// Of the surrogates `unit` and the one behind it (RFC 8259 §7).
void add_pair(std::string_view behind, std::uint32_t unit, std::size_t length,
              std::vector<Meaning>& meanings) {
  constexpr std::size_t most_slashes = 64;
  const std::size_t slashes = behind.substr(0, most_slashes).find_first_not_of('\\');
  if (unit < 0xD800 || unit > 0xDBFF || slashes == 0 || slashes == std::string_view::npos) {
    return;
  }
  const std::uint32_t low = code_unit(behind.substr(slashes));
  if (low >= 0xDC00 && low <= 0xDFFF) {
    add_code(0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00), length + slashes + 5, meanings);
  }
}

/// Of an escape behind any number of backslashes: JSON inside of JSON doubles them.
void add_json(std::string_view text, std::size_t slashes, std::vector<Meaning>& meanings) {
  for (const std::size_t written : {2U, 4U, 8U}) {
    if (slashes >= written) {
      meanings.push_back({"\\", written});
    }
  }
  const std::string_view escape = text.substr(slashes);
  if (escape.empty()) {
    return;
  }
  constexpr std::string_view meant = "\"/\b\f\n\r\t";
  constexpr std::string_view written = "\"/bfnrt";
  if (const std::size_t which = written.find(escape.front()); which != std::string_view::npos) {
    meanings.push_back({std::string(1, meant[which]), slashes + 1});
  }
  const std::uint32_t unit = code_unit(escape);
  add_code(unit, slashes + 5, meanings);
  if (unit != no_code) {
    add_pair(escape.substr(5), unit, slashes + 5, meanings);
  }
}

void add_percent(std::string_view text, std::vector<Meaning>& meanings) {
  const std::uint32_t byte = text.size() < 3 ? no_code : number(text.substr(1, 2), 16);
  if (byte != no_code) {
    meanings.push_back({std::string(1, static_cast<char>(byte)), 3});
  }
}

void add_entity(std::string_view text, std::vector<Meaning>& meanings) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos) {
    return;
  }
  constexpr std::array<std::pair<std::string_view, std::uint32_t>, 5> entities{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  const std::string_view name = text.substr(1, end - 1);
  for (const auto& [known, code] : entities) {
    if (known == name) {
      add_code(code, end + 1, meanings);
    }
  }
  if (name.starts_with("#x") || name.starts_with("#X")) {
    add_code(number(name.substr(2), 16), end + 1, meanings);
  } else if (name.starts_with('#')) {
    add_code(number(name.substr(1), 10), end + 1, meanings);
  }
}

/// What encodes a character may stand here, whichever it is.
bool may_encode(char c) {
  return c == '%' || c == '\\' || c == '+' || c == '&';
}

/// Of values that are the same up to `depth` those that go on with this byte.
SecretList going_on_with(SecretList values, std::size_t depth, char byte) {
  if (!values.empty() && values.front().size() == depth) {
    values = values.subspan(1);
  }
  const auto key = [depth](const std::string& value) {
    return static_cast<unsigned char>(value[depth]);
  };
  const auto found = std::ranges::equal_range(values, static_cast<unsigned char>(byte), {}, key);
  return {found.begin(), found.end()};
}

/// All secrets are looked for at once, from one end of the text to the other. What was read of some
/// of them in two ways goes on as one, from the earlier beginning: so the ways do not multiply.
class Search {
 public:
  Search(std::string_view text, std::span<const SecretList> lists, Writing writing)
      : text_(text), lists_(lists), writing_(writing), places_{.whole = {}, .cut_at = text.size()} {
    for (const SecretList list : lists) {
      for (SecretList rest = list; !rest.empty();) {
        begins_[static_cast<unsigned char>(rest.front().front())] = true;
        const char byte = rest.front().front();
        rest = rest.subspan(going_on_with(rest, 0, byte).size());
      }
    }
  }

  SecretPlaces run() {
    constexpr std::size_t most_at_once = 64;
    constexpr std::size_t most_in_all = 1U << 14U;
    const std::size_t most_work = most_in_all + most_at_once * text_.size();
    std::size_t work = 0;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      std::vector<State> states = take(at);
      if (may_begin(text_[at])) {
        for (const SecretList list : lists_) {
          states.push_back({.values = list, .depth = 0, .begin = at});
        }
      }
      work += states.size();
      if (work > most_work) {
        return {.whole = {{0, text_.size()}}, .cut_at = text_.size()};
      }
      go_on(states, at);
    }
    for (const State& state : take(text_.size())) {
      end(state);
    }
    return std::move(places_);
  }

 private:
  /// Up to here the text may be the beginning of these.
  struct State {
    SecretList values;
    std::size_t depth;  ///< bytes of them that have been read
    std::size_t begin;  ///< in the text
  };

  bool is_encoder(char c) const { return writing_ == Writing::any && may_encode(c); }
  bool may_begin(char c) const { return begins_[static_cast<unsigned char>(c)] || is_encoder(c); }

  /// Those that wait for this place of the text, each once.
  std::vector<State> take(std::size_t at) {
    if (waiting_.empty() || waiting_.begin()->first != at) {
      return {};
    }
    std::vector<State> states = std::move(waiting_.extract(waiting_.begin()).mapped());
    if (states.size() > 1) {
      std::ranges::sort(states, {}, [](const State& state) {
        return std::tuple(state.values.data(), state.depth, state.begin);
      });
      const auto same = std::ranges::unique(states, [](const State& a, const State& b) {
        return a.values.data() == b.values.data() && a.depth == b.depth;
      });
      states.erase(same.begin(), same.end());
    }
    return states;
  }

  void go_on(const std::vector<State>& states, std::size_t at) {
    if (states.empty()) {
      return;
    }
    const std::vector<Meaning> meanings = read(at);
    const std::string_view plain = text_.substr(at, 1);
    for (const State& state : states) {
      if (state.values.front().size() == state.depth) {
        add_stretch({state.begin, at}, places_.whole);
      }
      if (state.depth > 0 && may_be_cut(at)) {
        places_.cut_at = std::min(places_.cut_at, state.begin);
      }
      follow(state, plain, at + 1);
      for (const Meaning& meaning : meanings) {
        follow(state, meaning.bytes, at + meaning.length);
      }
    }
  }

  void follow(const State& state, std::string_view bytes, std::size_t to) {
    State next = state;
    for (const char byte : bytes) {
      next.values = going_on_with(next.values, next.depth++, byte);
    }
    if (!next.values.empty()) {
      waiting_[to].push_back(next);
    }
  }

  /// The text is over.
  void end(const State& state) {
    const bool is_one = state.values.front().size() == state.depth;
    if (is_one) {
      add_stretch({state.begin, text_.size()}, places_.whole);
    }
    if (!is_one || state.values.size() > 1) {
      places_.cut_at = std::min(places_.cut_at, state.begin);
    }
  }

  /// What may stand there in another writing.
  std::vector<Meaning> read(std::size_t at) {
    std::vector<Meaning> meanings;
    const std::string_view rest = text_.substr(at);
    if (!is_encoder(rest.front())) {
      return meanings;
    }
    if (rest.front() == '+') {
      meanings.push_back({" ", 1});
    }
    if (rest.front() == '%') {
      add_percent(rest, meanings);
    }
    if (rest.front() == '&') {
      add_entity(rest, meanings);
    }
    if (rest.front() == '\\') {
      add_json(rest, slashes_at(at), meanings);
    }
    return meanings;
  }

  /// They are counted once, however many of them follow each other.
  std::size_t slashes_at(std::size_t at) {
    if (at >= slashes_end_) {
      slashes_end_ = std::min(text_.find_first_not_of('\\', at), text_.size());
    }
    return slashes_end_ - at;
  }

  /// The text may end within what an encoder wrote for one character.
  bool may_be_cut(std::size_t at) {
    constexpr std::size_t longest_entity = 12;
    constexpr std::size_t longest_pair = 24;
    const std::string_view rest = text_.substr(at);
    if (!is_encoder(rest.front()) || rest.front() == '+') {
      return false;
    }
    if (rest.front() == '%') {
      return rest.size() < 3;
    }
    if (rest.front() == '&') {
      return rest.size() < longest_entity && rest.find(';') == std::string_view::npos;
    }
    const std::string_view escape = rest.substr(slashes_at(at));
    return escape.empty() || (escape.front() == 'u' && escape.size() < longest_pair);
  }

  std::string_view text_;
  std::span<const SecretList> lists_;
  Writing writing_;
  std::array<bool, 256> begins_{};
  std::map<std::size_t, std::vector<State>> waiting_;
  std::size_t slashes_end_ = 0;
  SecretPlaces places_;
};

}  // namespace

SecretPlaces find_secrets(std::string_view text, std::span<const SecretList> lists,
                          Writing writing) {
  return Search(text, lists, writing).run();
}

void add_stretch(Stretch next, std::vector<Stretch>& stretches) {
  while (!stretches.empty() && stretches.back().end > next.begin) {
    next.begin = std::min(next.begin, stretches.back().begin);
    stretches.pop_back();
  }
  stretches.push_back(next);
}

}  // namespace loadgate
