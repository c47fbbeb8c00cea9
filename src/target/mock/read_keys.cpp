// SPDX-License-Identifier: Apache-2.0
#include "target/mock/read_keys.h"

#include <cctype>
#include <charconv>

#include "base/spelling.h"

namespace loadgate::mock {
namespace {

std::string description_of(const SpecNode& node) {
  constexpr std::string_view names[] = {"nothing", "", "a list", "a mapping"};
  return node.kind == NodeKind::scalar ? "'" + node.text + "'"
                                       : std::string{names[static_cast<std::size_t>(node.kind)]};
}

void note_unexpected(const SpecNode& node, std::string_view expected, Diagnostics& diagnostics) {
  diagnostics.add(node.where,
                  "expected " + std::string{expected} + ", got " + description_of(node));
}

/// A scalar through one of base's parsers.
template <typename Value>
std::optional<Value> parse_scalar(const SpecNode& node, Result<Value> (*parse)(std::string_view),
                                  Diagnostics& diagnostics) {
  Result<Value> value = parse(node.text);
  if (value && node.kind == NodeKind::scalar) {
    return *value;
  }
  // Base's message for the empty text still says what would have been right.
  Error error = parse(node.text).error();
  if (node.kind != NodeKind::scalar) {
    error.message =
        error.message.substr(0, error.message.rfind(", got ")) + ", got " + description_of(node);
    error.hint.clear();
  }
  diagnostics.add(node.where, std::move(error.message), std::move(error.hint));
  return std::nullopt;
}

}  // namespace

const std::vector<Entry>* read_mapping(const SpecNode& node, std::string_view what,
                                       Diagnostics& diagnostics) {
  if (node.kind == NodeKind::mapping) {
    return &node.entries;
  }
  note_unexpected(node, "a mapping for '" + std::string{what} + "'", diagnostics);
  return nullptr;
}

void note_unknown_key(const Entry& entry, std::string_view what,
                      std::span<const std::string_view> known, Diagnostics& diagnostics) {
  diagnostics.add(entry.where, "unknown key '" + entry.key + "' in '" + std::string{what} + "'",
                  spelling_hint(entry.key, known));
}

void require_keys(const SpecNode& mapping, std::string_view what,
                  std::initializer_list<std::string_view> names, Diagnostics& diagnostics) {
  for (const std::string_view name : names) {
    if (mapping.kind == NodeKind::mapping && find_value(mapping, name) == nullptr) {
      diagnostics.add(mapping.where,
                      "missing key '" + std::string{name} + "' in '" + std::string{what} + "'");
    }
  }
}

std::optional<std::string> read_text(const SpecNode& node, Diagnostics& diagnostics) {
  if (node.kind == NodeKind::scalar) {
    return node.text;
  }
  note_unexpected(node, "a text", diagnostics);
  return std::nullopt;
}

std::optional<Nanoseconds> read_duration(const SpecNode& node, Diagnostics& diagnostics) {
  return parse_scalar(node, parse_duration, diagnostics);
}

std::optional<double> read_share(const SpecNode& node, Diagnostics& diagnostics) {
  const auto share = parse_scalar(node, parse_percent, diagnostics);
  if (!share) {
    return std::nullopt;
  }
  const double value = to_double(*share);
  if (value < 0 || value > 1) {
    note_unexpected(node, "a share of the requests, 0% to 100%", diagnostics);
    return std::nullopt;
  }
  return value;
}

std::optional<bool> read_flag(const SpecNode& node, Diagnostics& diagnostics) {
  if (node.kind == NodeKind::scalar && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  note_unexpected(node, "true or false", diagnostics);
  return std::nullopt;
}

std::optional<double> read_positive(const SpecNode& node, Diagnostics& diagnostics) {
  const auto value = parse_decimal(node.text);
  if (node.kind == NodeKind::scalar && value && value->numerator > 0) {
    return to_double(*value);
  }
  note_unexpected(node, "a number above 0", diagnostics);
  return std::nullopt;
}

std::optional<Rate> read_rate(const SpecNode& node, Diagnostics& diagnostics) {
  const auto rate = parse_scalar(node, parse_rate, diagnostics);
  if (rate && rate->per_second.numerator == 0) {
    note_unexpected(node, "a rate above 0", diagnostics);
    return std::nullopt;
  }
  return rate;
}

std::optional<std::int64_t> read_count(const SpecNode& node, Diagnostics& diagnostics) {
  return parse_scalar(node, parse_count, diagnostics);
}

std::optional<std::int64_t> read_size(const SpecNode& node, Diagnostics& diagnostics) {
  return parse_scalar(node, parse_size, diagnostics);
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](unsigned char c) {
    return std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::optional<std::int64_t> read_integer(const SpecNode& node, std::string_view what,
                                         IntegerRange range, Diagnostics& diagnostics) {
  std::int64_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [stopped, error] = std::from_chars(node.text.data(), end, value);
  if (node.kind == NodeKind::scalar && error == std::errc{} && stopped == end &&
      value >= range.low && value <= range.high) {
    return value;
  }
  note_unexpected(
      node,
      std::string{what} + ", " + std::to_string(range.low) + " to " + std::to_string(range.high),
      diagnostics);
  return std::nullopt;
}

}  // namespace loadgate::mock
