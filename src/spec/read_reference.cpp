// SPDX-License-Identifier: Apache-2.0
#include "spec/read_reference.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "base/spelling.h"
#include "spec/read_template.h"

namespace loadgate {
namespace {

constexpr std::string_view variable_hint = "letters, digits and '_', not beginning with a digit";

bool is_variable_name(std::string_view text) {
  return is_identifier(text) && text.find('-') == std::string_view::npos;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional(value) : std::nullopt;
}

Result<void> parse_random(std::string_view rest, Reference& reference) {
  const std::size_t dots = rest.find("..");
  if (const std::size_t bar = rest.find('|'); bar != std::string_view::npos) {
    reference.kind = ReferenceKind::random_choice;
    for (std::size_t start = 0; start <= rest.size();) {
      const std::size_t end = std::min(rest.find('|', start), rest.size());
      reference.choices.emplace_back(rest.substr(start, end - start));
      start = end + 1;
    }
    return {};
  }
  const auto low = parse_integer(rest.substr(0, dots));
  const auto high =
      dots == std::string_view::npos ? std::nullopt : parse_integer(rest.substr(dots + 2));
  if (!low || !high) {
    return invalid_input("'random:" + std::string(rest) + "' is no choice",
                         "write ${random:1..3} for whole numbers or ${random:S|M|L} for words");
  }
  if (*low > *high) {
    return invalid_input("the range " + std::string(rest) + " is reversed",
                         "the smaller number comes first");
  }
  reference.low = *low;
  reference.high = *high;
  return {};
}

/// `env:NAME` and its like: what stands before the colon.
struct ReferenceSource {
  std::string_view prefix;
  ReferenceKind kind;
};
constexpr std::array reference_sources{ReferenceSource{"env", ReferenceKind::environment},
                                       ReferenceSource{"secret", ReferenceKind::secret},
                                       ReferenceSource{"var", ReferenceKind::variable},
                                       ReferenceSource{"random", ReferenceKind::random_integer}};
constexpr std::array<std::string_view, 6> prefixes{"env",    "secret", "var",
                                                   "random", "string", "number"};

struct ReferenceWord {
  std::string_view name;
  ReferenceKind kind;
};
constexpr std::array words{ReferenceWord{"uuid", ReferenceKind::uuid},
                           ReferenceWord{"iteration", ReferenceKind::iteration},
                           ReferenceWord{"user", ReferenceKind::user},
                           ReferenceWord{"now", ReferenceKind::now}};

Result<void> parse_prefixed(std::string_view prefix, std::string_view rest, Reference& reference) {
  const auto source = std::ranges::find(reference_sources, prefix, &ReferenceSource::prefix);
  if (source == reference_sources.end()) {
    return invalid_input("unknown '" + std::string(prefix) + ":' in '${…}'",
                         spelling_hint(prefix, prefixes));
  }
  reference.kind = source->kind;
  if (source->kind == ReferenceKind::random_integer) {
    return parse_random(rest, reference);
  }
  if (!is_variable_name(rest)) {
    return invalid_input("'" + std::string(rest) + "' cannot be the name of a variable",
                         std::string(variable_hint));
  }
  reference.name = rest;
  return {};
}

Result<void> parse_plain(std::string_view text, Reference& reference) {
  if (const auto word = std::ranges::find(words, text, &ReferenceWord::name); word != words.end()) {
    reference.kind = word->kind;
    return {};
  }
  if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
    reference.kind = ReferenceKind::column;
    reference.source = text.substr(0, dot);
    reference.name = text.substr(dot + 1);
    if (!is_identifier(reference.source) || reference.name.empty()) {
      return invalid_input("'${" + std::string(text) + "}' names no column",
                           "write ${data.column}, both as they are called in 'data'");
    }
    return {};
  }
  reference.kind = ReferenceKind::capture;
  reference.name = text;
  if (!is_identifier(text)) {
    return invalid_input("'${" + std::string(text) + "}' is no reference",
                         "a literal '${' is written '$${'");
  }
  return {};
}

bool takes_default(ReferenceKind kind) {
  constexpr std::array kinds{ReferenceKind::environment, ReferenceKind::secret,
                             ReferenceKind::variable, ReferenceKind::capture,
                             ReferenceKind::column};
  return std::ranges::find(kinds, kind) != kinds.end();
}

}  // namespace

Result<Reference> parse_reference(std::string_view inside, Position where) {
  Reference reference{.kind = ReferenceKind::capture,
                      .name = {},
                      .source = {},
                      .low = 0,
                      .high = 0,
                      .choices = {},
                      .fallback = std::nullopt,
                      .coercion = Coercion::none,
                      .where = where};
  if (inside.starts_with("string:") || inside.starts_with("number:")) {
    reference.coercion = inside.front() == 's' ? Coercion::string : Coercion::number;
    inside.remove_prefix(7);
  }
  // A negative bound ("random:-3..3") looks like a default, and random takes none.
  if (const std::size_t split = inside.find(":-");
      split != std::string_view::npos && !inside.starts_with("random:")) {
    reference.fallback = std::string(inside.substr(split + 2));
    inside = inside.substr(0, split);
  }
  const std::size_t colon = inside.find(':');
  const bool is_prefixed = colon != std::string_view::npos;
  RETURN_IF_ERROR(is_prefixed
                      ? parse_prefixed(inside.substr(0, colon), inside.substr(colon + 1), reference)
                      : parse_plain(inside, reference));
  if (reference.fallback && !takes_default(reference.kind)) {
    return invalid_input("'${" + std::string(inside) + "}' always has a value",
                         "remove the default after ':-'");
  }
  return reference;
}

}  // namespace loadgate
