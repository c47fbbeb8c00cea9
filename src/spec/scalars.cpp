// SPDX-License-Identifier: Apache-2.0
#include "spec/scalars.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.h"

namespace loadgate {
namespace {

constexpr int longest_name = 100;

constexpr std::string_view template_places =
    "it works in target.url, header and auth values, start.env values, step paths, bodies and "
    "expected values";

std::string_view name_of(NodeKind kind) {
  constexpr std::array<std::string_view, 4> names{"nothing", "a value", "a list", "a mapping"};
  return names.at(static_cast<std::size_t>(kind));
}

bool has_kind(const SpecNode& node, NodeKind kind, Reading& reading, std::string_view what) {
  if (node.kind == kind) {
    return true;
  }
  reading.fail(node.where,
               "expected " + std::string(what) + ", got " + std::string(name_of(node.kind)));
  return false;
}

/// A scalar given to one of base's parsers, whose message says what was expected.
template <typename Value>
std::optional<Value> read_with(const SpecNode& node, Reading& reading,
                               Result<Value> (*parse)(std::string_view)) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return std::nullopt;
  }
  Result<Value> value = parse(*text);
  if (!value) {
    reading.fail(node.where, value.error().message, value.error().hint);
    return std::nullopt;
  }
  return std::move(*value);
}

}  // namespace

bool is_scalar(const SpecNode& node, Reading& reading) {
  return has_kind(node, NodeKind::scalar, reading, "a value");
}

bool is_mapping(const SpecNode& node, Reading& reading, std::string_view what) {
  return has_kind(node, NodeKind::mapping, reading, what);
}

bool is_list(const SpecNode& node, Reading& reading, std::string_view what) {
  return has_kind(node, NodeKind::list, reading, what);
}

std::optional<std::string> read_text(const SpecNode& node, Reading& reading) {
  if (!is_scalar(node, reading)) {
    return std::nullopt;
  }
  if (node.text.find("${") != std::string::npos) {
    reading.fail(node.where, "'${…}' is not allowed here", std::string(template_places));
    return std::nullopt;
  }
  if (node.text.empty()) {
    reading.fail(node.where, "the value is empty");
    return std::nullopt;
  }
  return node.text;
}

bool check_name(std::string_view name, Position where, Reading& reading) {
  if (count_characters(name) > longest_name) {
    reading.fail(where, "the name is longer than 100 characters",
                 "shorten it, or give a short 'name'");
    return false;
  }
  if (printable(name, name.size()) != name) {
    reading.fail(where, "the name holds characters that cannot be printed", "remove them");
    return false;
  }
  return true;
}

std::optional<std::string> read_name(const SpecNode& node, Reading& reading) {
  std::optional<std::string> name = read_text(node, reading);
  return name && check_name(*name, node.where, reading) ? name : std::nullopt;
}

std::optional<bool> read_switch(const SpecNode& node, Reading& reading) {
  constexpr std::array words{Word<bool>{"true", true}, Word<bool>{"false", false},
                             Word<bool>{"on", true}, Word<bool>{"off", false}};
  return read_word<bool>(node, reading, words);
}

std::optional<Nanoseconds> read_duration(const SpecNode& node, Reading& reading) {
  return read_with(node, reading, parse_duration);
}

std::optional<Nanoseconds> read_positive_duration(const SpecNode& node, Reading& reading) {
  const std::optional<Nanoseconds> duration = read_duration(node, reading);
  if (duration && *duration <= Nanoseconds::zero()) {
    reading.fail(node.where, "the duration is zero", "expected more than 0s");
    return std::nullopt;
  }
  return duration;
}

std::optional<Rate> read_positive_rate(const SpecNode& node, Reading& reading) {
  constexpr double highest = 1e6;
  const std::optional<Rate> rate = read_with(node, reading, parse_rate);
  if (!rate) {
    return std::nullopt;
  }
  if (rate->per_second.numerator <= 0) {
    reading.fail(node.where, "the rate is zero", "expected more than 0/s");
    return std::nullopt;
  }
  if (to_double(rate->per_second) > highest) {
    reading.fail(node.where, "the rate is above 1000000/s", "no machine offers that many");
    return std::nullopt;
  }
  return rate;
}

std::optional<std::int64_t> read_count(const SpecNode& node, Reading& reading, Bounds bounds) {
  const std::optional<std::int64_t> count = read_with(node, reading, parse_count);
  if (count && (*count < bounds.low || *count > bounds.high)) {
    reading.fail(node.where, "expected a count from " + std::to_string(bounds.low) + " to " +
                                 std::to_string(bounds.high) + ", got '" + node.text + "'");
    return std::nullopt;
  }
  return count;
}

std::optional<std::int64_t> read_size(const SpecNode& node, Reading& reading) {
  const std::optional<std::int64_t> size = read_with(node, reading, parse_size);
  if (size && *size == 0) {
    reading.fail(node.where, "the size is zero", "expected at least 1 byte");
    return std::nullopt;
  }
  return size;
}

void fail_word(const SpecNode& node, Reading& reading, std::span<const std::string_view> words,
               std::span<const std::string_view> not_yet) {
  if (std::ranges::find(not_yet, node.text) != not_yet.end()) {
    reading.fail(
        node.where, "'" + node.text + "' is not supported yet",
        "supported: " + std::string(words.front()) + [&] {
          std::string rest;
          for (const std::string_view word : words.subspan(1)) {
            rest += ", " + std::string(word);
          }
          return rest;
        }());
    return;
  }
  reading.fail(node.where, "unknown word '" + node.text + "'", spelling_hint(node.text, words));
}

}  // namespace loadgate
