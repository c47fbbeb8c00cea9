// SPDX-License-Identifier: Apache-2.0
#include "spec/header_keys.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/letters.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool has_control_character(const Template& text) {
  return std::ranges::any_of(text.parts, [](const auto& part) {
    const auto* literal = std::get_if<std::string>(&part);
    return literal != nullptr && std::ranges::any_of(*literal, [](char c) {
             return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
           });
  });
}

/// Framing and connection management (RFC 9110 §7.6, RFC 9112 §6): a value of its own would make
/// the server see other requests than the run counts.
struct ReservedHeader {
  std::string_view name;
  std::string_view hint;
};
constexpr std::string_view framing_hint = "remove it: it follows from the body";
constexpr std::string_view trailer_hint = "remove it: trailers are neither sent nor read";
constexpr std::string_view connection_hint =
    "remove it: connections are kept open and are the transport's business";
constexpr std::array reserved_headers{
    ReservedHeader{"content-length", framing_hint},
    ReservedHeader{"transfer-encoding", framing_hint},
    ReservedHeader{"trailer", trailer_hint},
    ReservedHeader{"te", trailer_hint},
    ReservedHeader{"connection", connection_hint},
    ReservedHeader{"keep-alive", connection_hint},
    ReservedHeader{"proxy-connection", connection_hint},
    ReservedHeader{"upgrade", "remove it: the HTTP version is chosen with target.http"},
    ReservedHeader{"expect",
                   "remove it: bodies are sent at once, expectations of the answer are "
                   "the step's key 'expect'"},
};

/// Reports a name that no header can have, or that stands twice.
bool check_header_name(const Entry& entry, std::set<std::string>& names, Reading& reading) {
  if (!is_token(entry.key)) {
    reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a header",
                 "letters, digits and '-', such as X-Request-Id");
    return false;
  }
  if (!names.insert(lower_case(entry.key)).second) {
    reading.fail(entry.where, "the header '" + entry.key + "' stands here twice",
                 "capital letters make no difference in header names");
  }
  return true;
}

/// Reports a name that is not the spec's to set.
void check_is_free(const Entry& entry, Reading& reading) {
  const auto reserved =
      std::ranges::find(reserved_headers, lower_case(entry.key), &ReservedHeader::name);
  if (reserved != reserved_headers.end()) {
    reading.fail(entry.where, "the header '" + entry.key + "' is set by loadgate alone",
                 std::string(reserved->hint));
  }
}

/// Calls `read` with each entry whose name a header can have.
template <typename Read>
void read_header_entries(const SpecNode& node, Reading& reading, const Read& read) {
  std::set<std::string> names;
  if (!is_mapping(node, reading, "a mapping of header names to values")) {
    return;
  }
  for (const Entry& entry : node.entries) {
    if (check_header_name(entry, names, reading)) {
      read(entry);
    }
  }
}

}  // namespace

std::optional<Template> read_header_value(const SpecNode& node, Reading& reading, Place place) {
  std::optional<Template> value = read_template(node, reading, place);
  if (value && has_control_character(*value)) {
    reading.fail(node.where, "a header's value cannot hold line breaks or control characters",
                 "write it on one line");
    return std::nullopt;
  }
  return value;
}

std::vector<Header> read_headers(const SpecNode& node, Reading& reading, Place place) {
  std::vector<Header> headers;
  read_header_entries(node, reading, [&](const Entry& entry) {
    check_is_free(entry, reading);
    if (std::optional<Template> value = read_header_value(entry.value, reading, place)) {
      headers.push_back({.name = entry.key, .value = std::move(*value)});
    }
  });
  return headers;
}

std::vector<Header> read_expected_headers(const SpecNode& node, Reading& reading) {
  std::vector<Header> headers;
  read_header_entries(node, reading, [&](const Entry& entry) {
    if (std::optional<Template> value = read_header_value(entry.value, reading, Place::flow)) {
      headers.push_back({.name = entry.key, .value = std::move(*value)});
    }
  });
  if (node.kind == NodeKind::mapping && node.entries.empty()) {
    reading.fail(node.where, "the mapping is empty", "name at least one header");
  }
  return headers;
}

}  // namespace loadgate
